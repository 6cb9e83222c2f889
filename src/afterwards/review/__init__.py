"""What it is for: the medical review: what is read, who signed what, and whether it still stands. The desk is where they sign.
What it takes and gives: the data of a pack and its signed records in; which items are reviewed, by whom and until when, out.
What it never does: count anything as reviewed that nobody signed, or in a copy that is no release; see a person's answers.
"""
