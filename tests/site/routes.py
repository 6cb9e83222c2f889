"""Every address that is handed out, from the edition's own list of files, so that a test over all of them cannot leave a new one out."""

from __future__ import annotations

from collections.abc import Collection

OTHER_METHODS = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW", "get")


def addresses(files: Collection[str]) -> list[str]:
    """The start page, and each file by its name."""
    return ["/", *(f"/{name}" for name in files)]


def addresses_beside(files: Collection[str]) -> list[str]:
    """Addresses that are nearly those of a file: one sign longer or shorter, in a folder, in capitals."""
    near = [made for name in files for made in (f"/{name}/", f"/{name}x", f"/x/{name}", f"//{name}", f"/{name[:-1]}", f"/{name.upper()}")]
    return [one for one in near if one.removeprefix("/") not in ("", *files)]
