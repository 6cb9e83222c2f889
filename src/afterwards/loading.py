"""Load a pack as it answers: what its files hold, and what of it is reviewed. The built-in one is loaded once."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from afterwards.errors import NoSuchLanguage
from afterwards.languages import PSEUDO
from afterwards.pack import load
from afterwards.pack.data import Data
from afterwards.pack.model import Pack
from afterwards.pack.reviews import Reviews
from afterwards.review.items import topics


def load_pack(path: str | Path | None = None) -> Pack:
    """The pack in the folder `path`, or the built-in one. Raises `PackError` with every complaint."""
    return _built_in() if path is None else _with_reviews(*load.build(Path(path)), Path(path))


@cache
def _built_in() -> Pack:
    return _with_reviews(*load.built_in(), load.KNOWLEDGE)


def _with_reviews(pack: Pack, data: Data, root: Path) -> Pack:
    """The pack with what is reviewed of it. Review records are no part of a compiled pack: they may come at any time."""
    if not (root / "reviews").is_dir():
        return replace(pack, reviews=Reviews(places=cache(partial(topics, data))))
    from afterwards.review.records import reviews_of  # reading YAML is slow to import

    return replace(pack, reviews=reviews_of(root, data))


def load_language(tag: str) -> Pack:
    """The built-in pack in one of its languages, or in the made-up one. Raises `NoSuchLanguage`."""
    pack = _built_in()
    known = (*pack.languages, PSEUDO.tag)
    if tag not in known:
        raise NoSuchLanguage(f"--language: this pack has no '{tag[:40]}'. It has {', '.join(known)}.")
    return pack if tag == pack.language.tag else _marked()


@cache
def _marked() -> Pack:
    """The built-in pack with every text marked. Its rules are the same, so its reviews are too."""
    from afterwards.pack.pseudo import in_pseudo

    pack, data = load.built_in()
    primes = {"guide": pack.table.primes, **({"methods": pack.contraception.table.primes} if pack.contraception else {})}
    made = in_pseudo(data)
    made["pack"] = {**made["pack"], "language": PSEUDO.tag}
    return replace(Pack.from_data(made, primes), reviews=_built_in().reviews)
