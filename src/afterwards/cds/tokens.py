"""Who calls: the JSON Web Token of CDS Hooks, checked with the keys of issuers that were configured, and with no others.

A token names its key by `kid` in the file of its issuer. What it says of where its keys lie (`jku`, `x5u`, `jwk`) is not read.
Only signatures by a private key are taken; which kind, the key decides and not the token.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from afterwards.api.body import Refused
from afterwards.api.call import complaint
from afterwards.errors import BadFacts, FactError
from afterwards.pack.data import Json

CURVES = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
LEEWAY = 10
"""Seconds by which two clocks may differ."""
LONGEST_LIFE = 3600
"""Seconds for which a token may be valid at most; clients give five minutes."""
MOST_REMEMBERED = 200_000
"""Tokens that are remembered at once, so that none is taken twice."""
_NEEDED = ["iss", "aud", "exp", "iat", "jti"]


class BadKeys(BadFacts):
    """Keys of a client that cannot be used."""

    def __init__(self, where: str, problem: str) -> None:
        allowed = "ISSUER=FILE, the file a JWKS with public keys of kind EC or RSA, each with its kid"
        super().__init__([FactError("--cds-issuer", where, allowed, f"--cds-issuer: {where}: {problem}", f"Give {allowed}.")])


class _NotTaken(ValueError):
    """A key that is not taken; the text says why."""


@dataclass(slots=True)
class Issuer:
    """A client whose tokens are taken, and the file of its public keys (a JWKS). `keys`: by `kid`, with the algorithms each allows."""

    name: str
    file: Path
    keys: dict[str, tuple[object, tuple[str, ...]]] = field(init=False)
    _written: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self.read()

    def read(self) -> None:
        """Read the file of keys. Raises `BadKeys`."""
        try:
            self._written = self.file.stat().st_mtime
            entries = json.loads(self.file.read_text(encoding="utf-8"))["keys"]
            self.keys = {str(entry["kid"]): _key(entry) for entry in entries}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadKeys(
                self.file.name, f"its keys cannot be read ({error if type(error) is _NotTaken else type(error).__name__})."
            ) from None
        if not self.keys:
            raise BadKeys(self.file.name, "there is no key in it.")

    def key(self, kid: object) -> tuple[object, tuple[str, ...]] | None:
        """The key of that name; the file is read again where it was written since, as clients change their keys without notice."""
        if kid not in self.keys:
            try:
                if self.file.stat().st_mtime != self._written:
                    self.read()
            except (OSError, BadKeys):
                return None
        return self.keys.get(kid) if isinstance(kid, str) else None


def _key(entry: Json) -> tuple[object, tuple[str, ...]]:
    """A public key and the algorithms it allows. Raises `_NotTaken` for a secret, or a kind that is not taken."""
    import jwt

    kind = entry["kty"]
    if kind == "EC" and entry.get("crv") in CURVES:
        allowed: tuple[str, ...] = (CURVES[entry["crv"]],)
    elif kind == "RSA":
        allowed = (entry["alg"],) if entry.get("alg") in RSA else RSA
    else:
        raise _NotTaken("a key of another kind")
    if "d" in entry:
        raise _NotTaken("a private key stands among them")
    try:
        return jwt.PyJWK({**entry, "alg": allowed[0]}).key, allowed
    except jwt.PyJWTError:
        raise _NotTaken("a key that is none") from None


class Tokens:
    """Checks tokens, and remembers those it took until they have run out. Each process remembers its own."""

    def __init__(self, issuers: Collection[Issuer]) -> None:
        self._issuers = {issuer.name: issuer for issuer in issuers}
        self._taken: dict[tuple[str, str], float] = {}

    def check(self, header: str, audiences: Collection[str]) -> None:
        """Take the token of an Authorization header for one of these addresses, or raise `Refused` (401)."""
        import jwt

        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _refused("there is none")
        try:
            parts = jwt.get_unverified_header(token)
            name = jwt.decode(token, options={"verify_signature": False}).get("iss")
        except jwt.PyJWTError:
            raise _refused("it is no JSON Web Token") from None
        issuer = self._issuers.get(name) if isinstance(name, str) else None
        key = issuer.key(parts.get("kid")) if issuer else None
        if issuer is None or key is None or parts.get("alg") not in key[1] or "crit" in parts:
            raise _refused("its issuer, key or algorithm is not one that was configured")
        try:
            options: object = {"require": _NEEDED, "verify_aud": False}
            claims = jwt.decode(token, key[0], algorithms=[*key[1]], issuer=issuer.name, leeway=LEEWAY, options=options)
        except jwt.ExpiredSignatureError:
            raise _refused("it has run out") from None
        except jwt.PyJWTError:
            raise _refused("its signature or one of its claims is not right") from None
        if claims["aud"] not in audiences:
            raise _refused("its aud is not the address that was called")
        self._take(issuer.name, claims["jti"], float(claims["exp"]), float(claims["iat"]))

    def _take(self, issuer: str, token: object, runs_out: float, began: float) -> None:
        if not isinstance(token, str) or not token or runs_out - began > LONGEST_LIFE:
            raise _refused("it is valid for too long, or has no jti")
        now = time.monotonic()
        if len(self._taken) >= MOST_REMEMBERED:
            self._taken = {key: until for key, until in self._taken.items() if until > now}
        if (issuer, token) in self._taken or len(self._taken) >= MOST_REMEMBERED:
            raise _refused("it was used before")
        # Kept for as long as any token may live, by a clock that nobody sets back.
        self._taken[issuer, token] = now + LONGEST_LIFE + 2 * LEEWAY


def _refused(why: str) -> Refused:
    allowed = "Authorization: Bearer with a JSON Web Token of a configured issuer"
    error = complaint("", "", allowed, f"The token is not taken: {why}.", "Sign a new one for this address, for at most five minutes.")
    return Refused(401, error, {"WWW-Authenticate": "Bearer"})
