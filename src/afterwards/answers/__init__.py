"""What it is for: the answer to one question, as every interface shows it. Start with `reader`, then `answering` and `asking`.
What it takes and gives: a pack, her facts, the day and a question in; one `Answer` out (design.md, 4.2b), ready or with what to ask.
What it never does: read a file or the clock, hold a sentence of its own, or say more than the engine's careful end allows.
"""
