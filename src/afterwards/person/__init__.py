"""What it is for: what one person told us, read once for every interface, and what follows from it.
What it takes and gives: a pack, her facts and the moment in; the classes that are still possible, or every complaint at once, out.
What it never does: keep or log what it was told, decide anything, or ask the clock.
"""
