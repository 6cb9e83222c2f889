"""What it is for: the proofs: what must hold for everyone, shown for every state and not for a sample. Start with `report`.
What it takes and gives: a pack in; for each property what was covered, and every state that breaks it, out.
What it never does: answer anyone, or stand in the way of the rest: it needs parts of its own (`pip install 'afterwards[verify]'`).
"""
