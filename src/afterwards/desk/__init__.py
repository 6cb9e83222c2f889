"""The desk of the medical review: what a reviewer reads, on paper or on a local page, and what she signs. It shows no person's answers."""
