"""The pack: everything we know, as data a clinician can read. Start with `model`, then `load`; `check` is for writers."""

from afterwards.pack.load import KNOWLEDGE, load_language, load_pack
from afterwards.pack.model import Pack

__all__ = ["KNOWLEDGE", "Pack", "load_language", "load_pack"]
