"""What it is for: the pack, everything we know, as data a clinician can read. Start with `model`, then `load`.
What it takes and gives: the files of a folder in; one `Pack` out, or every complaint with its file and line.
What it never does: know a person, judge how well the knowledge is written (that is `check`), or ask the clock.
"""

from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.model import Pack

__all__ = ["KNOWLEDGE", "Pack"]
