"""What it is for: the desk of the medical review: what a reviewer reads and signs, on paper or on a page of her own computer.
What it takes and gives: a pack with its records in; sheets and pages out, and one signed record for each signing.
What it never does: sign for anyone, change the knowledge, or show a person's answers.
"""
