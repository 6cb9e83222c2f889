"""What the pages of the desk hold to judge and to read, counted by a parser that knows nothing of the desk but its marks."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"br", "input", "meta", "link", "img"}


class CountedPage(HTMLParser):
    """Counts elements with `data-judge`, and the words within `data-words`; numbers beside sentences are no words."""

    def __init__(self) -> None:
        super().__init__()
        self.sentences: list[str] = []
        self.words = 0
        self._open: list[tuple[str, bool, bool]] = []
        self._text: list[str] = []

    @classmethod
    def of(cls, text: str) -> CountedPage:
        """A page that was read to its end."""
        page = cls()
        page.feed(text)
        page.close()
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if "data-judge" in names:
            self.sentences.append(names.get("data-statement") or "")
        if tag not in VOID:
            counts = "data-words" in names
            assert not (counts and any(one[1] for one in self._open)), "nothing is counted twice"
            self._open.append((tag, counts, names.get("class") == "nr"))

    def handle_endtag(self, tag: str) -> None:
        name, counts, _ = self._open.pop()
        assert name == tag, f"<{name}> is closed by </{tag}>"
        if counts:
            self.words += len("".join(self._text).split())
            self._text = []

    def handle_data(self, data: str) -> None:
        if any(one[1] for one in self._open) and not any(one[2] for one in self._open):
            self._text.append(data)
