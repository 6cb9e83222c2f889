"""A page as a program reads it: elements with their text, from the standard library's parser. Knows nothing of Afterwards' code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NOT_READ = ("template", "script", "style")
"""What is inside is no part of the page that is read."""


@dataclass(slots=True, eq=False)
class Element:
    """One element. `inside` are all elements in it, in order, but for those of a template; `text` is what it says, spaces made single."""

    tag: str
    attributes: Mapping[str, str]
    parent: Element | None = field(default=None, repr=False)  # written out, it and what is inside would never end
    children: list[Element | str] = field(default_factory=list, repr=False)
    inside: list[Element] = field(default_factory=list, repr=False)

    @property
    def text(self) -> str:
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in NOT_READ:
                yield from child._texts()

    def all(self, tag: str = "", **attributes: str) -> list[Element]:
        """Elements inside, in order. `data_page="x"` asks for the attribute data-page; "" for its presence."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [one for one in self.inside if (not tag or one.tag == tag) and one.has(wanted)]

    def one(self, tag: str = "", **attributes: str) -> Element:
        """The only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of <{tag}> {attributes}"
        return found[0]

    def has(self, wanted: Mapping[str, str]) -> bool:
        return all(name in self.attributes and value in ("", self.attributes[name]) for name, value in wanted.items())

    def above(self) -> Iterator[Element]:
        """The elements around it, inner first."""
        here = self.parent
        while here is not None:
            yield here
            here = here.parent

    @property
    def is_hidden(self) -> bool:
        """Whether it, or what it stands in, waits for a script to show it."""
        return any("hidden" in one.attributes for one in (self, *self.above()))


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = self._add(tag, attrs)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)

    def _add(self, tag: str, attrs: list[tuple[str, str | None]]) -> Element:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(element)
        for above in element.above():
            above.inside.append(element)
            if above.tag == "template":
                break
        return element

    def handle_endtag(self, tag: str) -> None:
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


@lru_cache(maxsize=1000)
def parse(html: str) -> Element:
    """The page's elements, for looking only. Complains when a tag is left open or closed out of order."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.here is builder.root, f"<{builder.here.tag}> is left open"
    return builder.root


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `name` of its file, `kind` its data-page."""

    name: str
    html: str = field(repr=False)
    root: Element = field(repr=False)

    @classmethod
    def of(cls, name: str, html: str) -> Page:
        return cls(name, html, parse(html))

    @property
    def main(self) -> Element:
        return self.root.one("main")

    @property
    def kind(self) -> str:
        return self.main.attributes["data-page"]

    @property
    def heading(self) -> str:
        """The only one that is seen without script."""
        (found,) = self.headings
        return found.text

    @property
    def headings(self) -> list[Element]:
        """Each h1 that is seen without script."""
        return [one for one in self.root.all("h1") if not one.is_hidden]

    @property
    def title(self) -> str:
        return self.root.one("head").one("title").text

    @property
    def foot(self) -> str:
        return self.root.one("footer").text

    @property
    def statements(self) -> list[tuple[str, Element]]:
        """Each data-statement with its element, in the order of the page."""
        return [(one.attributes["data-statement"], one) for one in self.root.all(data_statement="")]

    @property
    def links(self) -> list[str]:
        """Where its links, pictures, styles and scripts lead, a place on the page and a telephone number left out."""
        found = [one.attributes[name] for one in self.root.all() for name in ("href", "src") if name in one.attributes]
        return [one for one in found if not one.startswith(("#", "tel:", "sms:", "data:"))]
