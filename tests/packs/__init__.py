"""Packs written for the tests: a good one, and the same with one fault each."""
