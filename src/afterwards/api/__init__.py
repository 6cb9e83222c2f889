"""What it is for: programs ask for a guide or an answer over HTTP, and get the JSON that the library and the command line give.
What it takes and gives: JSON or JSON Lines in the body of a request, JSON or JSON Lines back, with an OpenAPI document made from the pack.
What it never does: keep, log or pass on what it was told, read the clock for an answer, or answer unless the server was started with it.
"""
