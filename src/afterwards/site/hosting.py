"""Files for those who run a web host: the headers that the edition wants, as common hosts read them, and a page that checks a host.

A host with a wrong table of types sends scripts as plain text, and a browser that is told not to guess then refuses them all.
"""

from __future__ import annotations

import base64
import hashlib

from jinja2 import Environment
from markupsafe import Markup

from afterwards.site.bundle import PAGE
from afterwards.site.protection import SAFE

CHECK = "check-host.html"
HOST_FILES = ("_headers", ".htaccess", ".nojekyll", CHECK)
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
}
_IN_THE_PAGE = ("Content-Security-Policy", "Cache-Control")
"""The pages say the first themselves, all but who may frame them; what may be kept is a matter of each file."""
_HEADERS = {name: value for name, value in SAFE.items() if name not in _IN_THE_PAGE} | {"Content-Security-Policy": "frame-ancestors 'none'"}
_FRESH = "no-cache"


def host_files(templates: Environment) -> dict[str, str]:
    """Each file by name: `_headers` for Netlify and Cloudflare, `.htaccess` for Apache, `.nojekyll` so that GitHub hands out all."""
    lines = ["/*", *(f"  {name}: {value}" for name, value in _HEADERS.items()), f"  Cache-Control: {_FRESH}"]
    for suffix, kind in TYPES.items():
        lines += [f"/*{suffix}", f"  Content-Type: {kind}"]
    types = [f"AddType {kind.partition(';')[0]} {suffix}" for suffix, kind in TYPES.items()]
    headers = [f'Header set {name} "{value}"' for name, value in _HEADERS.items()]
    apache = [
        *("AddDefaultCharset utf-8", "<IfModule mod_mime.c>", *types, "</IfModule>"),
        *("<IfModule mod_headers.c>", *headers, f'Header set Cache-Control "{_FRESH}"', "</IfModule>"),
    ]
    return {"_headers": "\n".join(lines) + "\n", ".htaccess": "\n".join(apache) + "\n", ".nojekyll": "", CHECK: _check(templates)}


def _check(templates: Environment) -> str:
    """The page, with the hash of its script: a host that sends scripts wrongly must not stop it."""
    html = templates.get_template("host.html").render(script=Markup((PAGE / "check_host.js").read_text(encoding="utf-8")))  # noqa: S704 (our own)
    script = html.partition("<script>")[2].partition("</script>")[0]
    return html.replace("HASH", f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}")
