"""A tea shop: facts, rules and decisions that will never change because medicine does."""
