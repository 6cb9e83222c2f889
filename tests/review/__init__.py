"""The medical review: mirrors `afterwards.review`."""
