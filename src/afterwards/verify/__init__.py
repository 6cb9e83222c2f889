"""The proofs: properties that keep people safe, shown for every state and not for a sample.

Needs the extra parts of `pip install 'afterwards[verify]'`; nothing else of Afterwards imports this package.
Start with `report` (what a proof says), then `diagram` (a table as decision diagrams) and `solver` (the same
rules told to an SMT solver, on its own terms); each property is a module with `prove`.
"""
