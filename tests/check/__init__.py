"""The checks on the knowledge: mirrors `afterwards.check`."""
