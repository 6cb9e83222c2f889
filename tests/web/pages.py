"""A page as a program reads it: elements with their text, from the standard library's parser. Knows nothing of Afterwards' code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

Entered = dict[str, str | list[str]]
"""What is entered: by the name of the input its value, or its values where there are several."""
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass(slots=True, eq=False)
class Element:
    """One element. `inside` are all elements in it, in order; `text` is what it says, spaces made single."""

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
            else:
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
    """One answer of the server that is a page: `path` where it stands, `kind` its data-page."""

    path: str
    status: int
    html: str = field(repr=False)
    root: Element = field(repr=False)

    @classmethod
    def of(cls, path: str, status: int, html: str) -> Page:
        return cls(path, status, html, parse(html))

    @property
    def main(self) -> Element:
        return self.root.one("main")

    @property
    def kind(self) -> str:
        return self.main.attributes["data-page"]

    @property
    def heading(self) -> str:
        return self.root.one("h1").text

    @property
    def title(self) -> str:
        return self.root.one("head").one("title").text

    @property
    def decisions(self) -> dict[str, dict[str, str]]:
        """Each data-decision with what it says."""
        found = self.root.all(data_decision="")
        return {one.attributes["data-decision"]: {key: one.attributes[f"data-{key}"] for key in ("level", "low", "high")} for one in found}

    @property
    def statements(self) -> list[tuple[str, Element]]:
        """Each data-statement with its element, in the order of the page."""
        return [(one.attributes["data-statement"], one) for one in self.root.all(data_statement="")]

    @property
    def messages(self) -> dict[str, str]:
        """The error summary: the id that each line links to, and the line."""
        links = [link for box in self.root.all(role="alert") for link in box.all("a")]
        return {link.attributes["href"].removeprefix("#"): link.text for link in links}

    @property
    def told(self) -> dict[str, str]:
        """ "What you told us": each row's name and words."""
        return {row.one("dt").text: row.all("dd")[0].text for row in self.main.one("dl").all("div")}

    def back(self) -> str:
        """Where Back leads."""
        return self.root.one(data_action="back").attributes["href"]

    def checked(self) -> Entered:
        """What stands in the form: ticked boxes and radios, and text that is not empty; a list where one name has several."""
        found: dict[str, list[str]] = {}
        for one in self.main.all("input"):
            ticked = one.attributes.get("type") in ("radio", "checkbox") and "checked" in one.attributes
            typed = one.attributes.get("type") == "text" and one.attributes["value"]
            if ticked or typed:
                found.setdefault(one.attributes["name"], []).append(one.attributes["value"])
        return {name: values[0] if len(values) == 1 else values for name, values in found.items()}

    @property
    def methods(self) -> dict[str, dict[str, str]]:
        """Each data-method with its category and the range of it, in the order of the page."""
        found = self.root.all(data_method="", data_category="")
        return {one.attributes["data-method"]: {key: one.attributes[f"data-{key}"] for key in ("category", "low", "high")} for one in found}
