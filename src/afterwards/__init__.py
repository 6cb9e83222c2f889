"""Afterwards: private, evidence-cited guidance after a pregnancy loss.

`guide(facts, today=...)` answers for one person; `load_pack()` gives the knowledge it answers from.
"""

from afterwards.errors import AfterwardsError, BadFacts, Expired, NotOffered
from afterwards.guide import Guide, guide
from afterwards.pack import Pack, load_pack

__all__ = ["AfterwardsError", "BadFacts", "Expired", "Guide", "NotOffered", "Pack", "guide", "load_pack"]
__version__ = "0.1.0"
