"""The private edition: every file of it, made from a pack; the same pack and code give the same bytes.

Pages come from the templates that the program shares. The program, the data and the pages about the software carry their hash in their
name, and the start page carries the hashes that the browser checks before it uses them. `single` is all of it in one file.
Nothing is written here; that is `write`.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path, PurePosixPath

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup

from afterwards.errors import NotBuilt
from afterwards.pack.data import Json
from afterwards.pack.model import Pack
from afterwards.site.bundle import PAGE, bundle
from afterwards.site.data import by_place, compact
from afterwards.site.documents import about, addresses, document
from afterwards.site.hosting import host_files
from afterwards.site.packing import to_bytes
from afterwards.site.pages import Site, make_site
from afterwards.site.protection import urgent_body
from afterwards.site.questions import doors, start_groups
from afterwards.site.templates import compile_templates
from afterwards.site.urgent import urgent_words
from afterwards.wording import written

ICON = "favicon.svg"
"""It stands in the page itself: browsers ask for it late, when the page has sealed itself already."""
START, AWAY, WORKER, MANIFEST, SINGLE = "index.html", "units.html", "sw.js", "manifest.json", "afterwards.html"
UNITS = (
    ("site.units-miles-to-kilometres", 1.609344, 0, "site.unit-km"),
    ("site.units-kilometres-to-miles", 0.621371, 0, "site.unit-miles"),
    ("site.units-feet-to-metres", 0.3048, 0, "site.unit-m"),
    ("site.units-metres-to-feet", 3.28084, 0, "site.unit-feet"),
    ("site.units-pounds-to-kilograms", 0.45359237, 0, "site.unit-kg"),
    ("site.units-kilograms-to-pounds", 2.204623, 0, "site.unit-pounds"),
    ("site.units-pints-to-litres", 0.56826125, 0, "site.unit-litres"),
    ("site.units-litres-to-pints", 1.759754, 0, "site.unit-pints"),
    ("site.units-celsius-to-fahrenheit", 1.8, 32, "site.unit-fahrenheit"),
)
"""What the page converts to which leaving leads: the words, what the amount is multiplied by, what is added, and the unit."""
IN_THE_PAGE = (
    *("layout.html", "parts.html", "answer_parts.html", "start.html", "questions.html", "signs.html", "question.html", "answer.html"),
    *("general.html", "stop.html", "guide.html", "said.html", "record.html", "sheet.html", "article.html", "about.html", "message.html"),
    *("methods.html", "methods_parts.html", "method.html", "beside.html", "clinician.html", "differences.html", "keep.html"),
)
"""The templates that the page renders itself."""
_LINK = re.compile(r'href="(/[^"]*)"')
_MAIN = re.compile(r'<main id="main" data-page="([a-z]+)">\n(.*)</main>', re.DOTALL)
_HERE = "<!-- the program -->"
_HEAD = '<meta charset="utf-8">'


@dataclass(slots=True)
class Edition:
    """Every file by its name.

    `kept` are those that the service worker keeps, which is the whole edition for use offline.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)

    def add(self, name: str, content: bytes | str, *, hashed: bool = False, keep: bool = False) -> str:
        """Add a file, under a name with its hash if so wanted; gives that name."""
        made = content.encode() if isinstance(content, str) else content
        if hashed:
            stem, dot, suffix = name.rpartition(".")
            name = f"{stem}.{hashlib.sha256(made).hexdigest()[:12]}{dot}{suffix}"
        self.files[name] = made
        if keep:
            self.kept.append(name)
        return name

    @property
    def first_page(self) -> list[str]:
        """The files that the first page needs before it can be used."""
        return [name for name in self.kept if name.split(".")[0] in ("index", "style", "script", "boot")]

    def part(self, name: str) -> dict[str, str]:
        """A file as the start page names it: with the hash that the browser checks."""
        return {"name": name, "integrity": integrity(self.files[name])}


def integrity(content: bytes) -> str:
    """The hash of a file as browsers check it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}"


def make_edition(pack: Pack, *, leave_to: str = "") -> Edition:
    """The edition. `leave_to`: the address to which leaving leads, in place of the page of our own.

    Raises `NotBuilt`, with file and line, for a template or script that cannot be used.
    """
    try:
        return _made(pack, leave_to)
    except TemplateNotFound as error:
        raise NotBuilt(f"{error.name}:1: the template is missing. Restore it from the last good version.") from error
    except TemplateError as error:
        complaint = (error.message or type(error).__name__).rstrip(".")
        raise NotBuilt(f"{_place(error)}: {complaint}. Mend the template there.") from error


def _place(error: TemplateError) -> str:
    """File and line of a fault in a template: those it names, or the innermost that it came from."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.name}:{error.lineno}"
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(".html")]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "templates:1"


def _made(pack: Pack, leave_to: str) -> Edition:
    made = Edition()
    own = [PAGE / "static" / name for name in ("script.js", "style.css")]
    names = {path.name: made.add(path.name, _bare(path), hashed=True, keep=True) for path in own}
    names[ICON] = f"data:image/svg+xml;base64,{base64.b64encode((PAGE / 'static' / ICON).read_bytes()).decode()}"
    site = make_site(pack, lambda: written(pack))
    site.templates.globals["static"] = names
    pages = {path: _file_of(pack, path) for path in addresses(pack)}
    links = {**pages, "/": "./", "/erase": "./#erase"}
    away = leave_to or AWAY
    program, unnamed = by_place(pack, page_program())
    data = to_bytes(compact(pack, unnamed))
    config = {
        "start": "./",
        "away": away,
        "pages": pages,
        "about": [*about(pack)],
        "worker": WORKER,
        "app": made.part(made.add("app.js", program, hashed=True, keep=True)),
        "data": made.part(made.add("data.json", data, hashed=True, keep=True)),
    }
    boot = made.add("boot.js", bundle([PAGE / "boot.js"]), hashed=True, keep=True)
    tag = f'<script src="{boot}" integrity="{made.part(boot)["integrity"]}" defer></script>'
    policy = f"script-src 'self' '{integrity(_guard().encode())}'; style-src 'self'; img-src data:; connect-src 'self'; worker-src 'self'"
    made.add(START, _standing_alone(_start(site, config, tag), links, policy, away), keep=True)
    made.add(AWAY, _standing_alone(_away(site, tag), links, policy), keep=True)
    for path, name in pages.items():
        template, values = _document(pack, path)
        made.add(name, _standing_alone(site.page(template, **values), links, policy, away))
    worker_files = {("./" if name == START else name): integrity(made.files[name]) for name in made.kept}
    edition = hashlib.sha256(json.dumps(worker_files, sort_keys=True).encode()).hexdigest()[:16]
    worker = bundle([PAGE / "worker.js"], plain=True)
    for key, value in (("FILES", worker_files), ("EDITION", edition), ("URGENT", _urgent_page(pack, names))):
        worker, count = re.subn(rf"^const {key} = .*;$", lambda _: f"const {key} = {json.dumps(value)};", worker, flags=re.MULTILINE)  # noqa: B023
        if count != 1:
            raise NotBuilt(f"worker.js:1: there is no one line 'const {key} = ...;' to write into. Put it back.")
    made.add(WORKER, worker)
    made.add(SINGLE, _single(site, config, made, names, leave_to or SINGLE))
    for name, text in host_files(site.templates).items():
        made.add(name, text)
    made.add(MANIFEST, _manifest(pack, edition, made))
    return made


def _file_of(pack: Pack, path: str) -> str:
    """The name of a page's file; that of a question says nothing of it."""
    _, kind, *rest = path.split("/")
    if kind == "ask":
        return f"answer-{list(pack.questions.by_id).index(rest[0]) + 1}.html"
    return f"{'-'.join([kind, *rest])}.html"


def _bare(path: Path) -> str:
    """A script or style as it travels: without comments and indents, a style also without the spaces around its signs."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    if path.suffix == ".css":
        text = re.sub(r"\s*([{};,])\s*|(?<=:)\s+", r"\1", text)
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("// ")) + "\n"


def _document(pack: Pack, path: str) -> tuple[str, dict[str, object]]:
    made = document(pack, path, written(pack))
    assert made
    return made


def page_program() -> str:
    """The program of the page, which names the words of the pack by their ids."""
    made = {"templates.js": compile_templates(PAGE / "templates", IN_THE_PAGE)}
    return bundle([PAGE / "vendor" / "minisearch.js", PAGE / "app.js"], made)


def _about(site: Site, pack: Pack) -> dict[str, dict[str, str]]:
    """The main part of each page about the software, by its address."""
    site.templates.globals.update(on_device=True, note=None)
    about_pages = {}
    for path in about(pack):
        name, values = _document(pack, path)
        main = _MAIN.search(site.page(name, **values))
        assert main
        about_pages[path] = {"kind": main.group(1), "html": main.group(2)}
    site.templates.globals["on_device"] = False
    return about_pages


def _guard() -> str:
    """The one script that stands in the start page itself: it says so when the others are refused or cannot be read."""
    return "\n".join(line for line in _bare(PAGE / "guard.js").splitlines())


def _away(site: Site, boot: str) -> str:
    """The page to which leaving leads: an everyday one that works."""
    return site.templates.get_template("units.html").render(boot=Markup(boot), units=_units(site.pack))  # noqa: S704 (our own)


def _units(pack: Pack) -> list[tuple[str, float, int, str]]:
    return [(pack.statements[words].text, by, plus, pack.statements[unit].text) for words, by, plus, unit in UNITS]


def _start(site: Site, config: Mapping[str, object], script: str) -> str:
    """The start page with what the program needs to begin: where its files are, urgent help, and an everyday page."""
    pack = site.pack
    say, info = pack.statements, pack.info.start
    away, late = _away(site, ""), say[pack.info.time["past_last_day"]]
    inside = away[away.index('<div class="page">') : away.index("</body>")]
    check_date = f'<p data-statement="{late.id}" data-when="late" hidden>{escape(late.text)}</p>'
    boot = (
        f'<template id="urgent">{check_date}{urgent_body(urgent_words(pack))}</template><template id="away">{inside}</template>'
        f'<script type="application/json" id="build">{_in_html(config)}</script><script>{_guard()}</script>{script}'
    )
    return site.page(
        "start.html",
        typed="",
        found=None,
        understood=[],
        card=[],
        groups=start_groups(pack),
        doors=doors(pack),
        articles=pack.articles,
        privacy=say[info.in_page],
        unscripted=say["ui.unscripted"],
        cases={"old": say[info.too_old], "refused": say[info.refused]},
        boot=Markup(boot),  # noqa: S704 (our own)
    )


def _in_html(data: Mapping[str, object]) -> str:
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")


def _standing_alone(html: str, links: Mapping[str, str], policy: str, away: str = AWAY) -> str:
    """A page for any web host: its links lead to files beside it, and it says itself what it may load.

    A link keeps the address that the program knows it by.
    """
    to = {**links, "/leave": away}

    def link(match: re.Match[str]) -> str:
        path = match.group(1)
        own = "" if path == "/leave" else f'data-path="{path}" '
        return f'{own}href="{escape(to.get(path, to["/"]))}"'

    html = _LINK.sub(link, html)
    says = f"default-src 'none'; {policy}; form-action 'none'; base-uri 'none'"
    meta = f'<meta http-equiv="Content-Security-Policy" content="{says}"><meta name="referrer" content="no-referrer">'
    return html.replace(_HEAD, _HEAD + meta, 1)


def _urgent_page(pack: Pack, names: Mapping[str, str]) -> str:
    words = urgent_words(pack)
    return (
        f'<!doctype html><html lang="{words.language}"><head>{_HEAD}<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(words.name)}</title><link rel="stylesheet" href="{names["style.css"]}"></head>'
        f"<body>{urgent_body(words, AWAY)}</body></html>"
    )


def _packed(content: bytes) -> str:
    """Compressed and written as text; `gzip` has a checksum, so that a damaged one does not open."""
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def _single(site: Site, config: Json, made: Edition, names: Mapping[str, str], away: str) -> str:
    """Everything in one file that can be handed over on a stick: the program, whose hash the browser checks, and the data compressed."""

    def content(key: str) -> bytes:
        return made.files[config[key]["name"]]

    style = made.files[names["style.css"]].decode()
    scripts = [made.files[names["script.js"]].decode(), bundle([PAGE / "boot.js"])]
    if any("</script" in one for one in scripts):
        raise NotBuilt("afterwards.html:1: a script says '</script', which would end it. Write it in two parts there.")
    data = to_bytes({**json.loads(content("data")), "about": _about(site, site.pack)})
    own = {"inline": True, "start": SINGLE, "away": away, "pages": {}, "about": [], "worker": "", "data": integrity(data)}
    packed = (f'<script type="text/plain" id="{key}">{_packed(one)}</script>' for key, one in (("data", data), ("app", content("app"))))
    parts = [*packed, *(f"<script>{one}</script>" for one in scripts)]
    html = _start(site, own, _HERE)
    html = html.replace(f'<link rel="stylesheet" href="{names["style.css"]}">', f"<style>{style}</style>")
    html = html.replace(f'<script src="{names["script.js"]}" defer></script>', "")
    hashes = " ".join(f"'{integrity(one.encode())}'" for one in (*scripts, content("app").decode(), _guard()))
    html = _standing_alone(html, {"/": SINGLE}, f"script-src {hashes}; style-src 'unsafe-inline'; img-src data:", away)
    return html.replace(_HERE, "".join(parts))


def manifest_text(manifest: Json) -> bytes:
    """A manifest as it is written."""
    return (json.dumps(manifest, indent=1) + "\n").encode()


def _manifest(pack: Pack, edition: str, made: Edition) -> bytes:
    """What this edition is, and the hash of each of its files."""
    files = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(made.files.items())}
    return manifest_text({"pack": pack.id, "version": pack.version, "edition": edition, "files": files})


def is_text(name: str) -> bool:
    """Whether a file gets smaller when it is compressed."""
    return PurePosixPath(name).suffix in (".html", ".js", ".json", ".css", ".svg")
