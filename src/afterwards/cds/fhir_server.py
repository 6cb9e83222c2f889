"""What the client did not send is fetched from its FHIR server, if that server was configured; never from another address.

Searches go by POST, so that no id stands in an address; where a server does not know that, by GET. No redirect is followed, no proxy
of the environment is used, and time, size and pages are limited.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from urllib.parse import urlencode, urlsplit

from afterwards.cds.discovery import OBSERVATION, PATIENT
from afterwards.cds.resources import Had, next_page, result_of

FHIR_JSON = "application/fhir+json"
NO_POST = (400, 404, 405, 415, 501)
"""Statuses with which servers say that they do not search by POST."""
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """`each` and `whole`: seconds for one answer and for all; `size`: bytes of one answer; `pages`: of one search; `beside`: at once."""

    each: float = 5.0
    whole: float = 15.0
    size: int = 8 * MIB
    pages: int = 10
    beside: int = 4


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """Whither it leads is not read: the redirect counts as a failure."""


_OPENER = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def is_configured(server: str, configured: Collection[str]) -> bool:
    """Whether a FHIR server is one that may be asked: the same scheme, host and port, and no name or password in it."""
    return bool(server) and _origin(server) in {_origin(address) for address in configured} - {("", "", None)}


def _origin(address: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(address)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return "", "", None
    bad = parts.scheme not in ("https", "http") or "@" in parts.netloc or parts.query or parts.fragment or not parts.hostname
    return ("", "", None) if bad else (parts.scheme, parts.hostname or "", port)


class FhirServer:
    """One FHIR server, asked for one patient with the client's token ("" for none)."""

    def __init__(self, address: str, token: str, patient: str, observations: Collection[str], limits: FetchLimits) -> None:
        self._address, self._patient, self._observations, self._limits = address.rstrip("/"), patient, observations, limits
        self._headers = {"Accept": FHIR_JSON, **({"Authorization": f"Bearer {token}"} if token else {})}
        self._ends = time.monotonic() + limits.whole

    def fetch(self, kinds: Collection[str]) -> Had:
        """What it has of these types. A search that fails leaves its type missing; nothing is raised."""
        had = Had()
        with ThreadPoolExecutor(self._limits.beside) as threads:
            for result in threads.map(self._search, kinds):
                had |= result
        return had

    def _search(self, kind: str) -> Had:
        wanted = {"_id" if kind == PATIENT else "patient": self._patient}
        if kind == OBSERVATION:
            wanted["code"] = ",".join(self._observations)
        try:
            bundle = self._first(kind, wanted)
            had = result_of(kind, bundle)
            for _ in range(self._limits.pages - 1):
                page = next_page(bundle)
                if not page or not page.startswith(f"{self._address}/") or not had.searched:
                    break
                bundle = self._ask(page)
                had = Had(had.resources, had.searched) | result_of(kind, bundle)
        except (OSError, ValueError, HTTPException):
            return Had()
        return had

    def _first(self, kind: str, wanted: Mapping[str, str]) -> dict[str, object]:
        try:
            return self._ask(f"{self._address}/{kind}/_search", urlencode(wanted).encode())
        except urllib.error.HTTPError as error:
            error.close()
            if error.code not in NO_POST:
                raise
        return self._ask(f"{self._address}/{kind}?{urlencode(wanted)}")

    def _ask(self, address: str, form: bytes | None = None) -> dict[str, object]:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if form is not None else {}
        request = urllib.request.Request(address, form, {**self._headers, **kind})  # noqa: S310 (of a configured server)
        with _OPENER.open(request, timeout=min(left, self._limits.each)) as response:
            body = self._read(response)
        content = json.loads(body)
        if not isinstance(content, dict):
            raise ValueError
        return content

    def _read(self, response: HTTPResponse) -> bytes:
        """The body, up to the limit of size and within the time: a server that sends byte by byte is not waited for."""
        parts: list[bytes] = []
        size = 0
        while part := response.read1(65536):
            size += len(part)
            if size > self._limits.size or time.monotonic() > self._ends:
                raise ValueError
            parts.append(part)
        return b"".join(parts)
