"""A few plain words of a text, for lists, mail, feeds and descriptions."""

from html import escape
from html.parser import HTMLParser

from richtext.parts import RichText
from richtext.sources import tidy

# What a text shows beside its own words: heads of code, repeated names of columns,
# numbers of notes and the notes themselves.
BESIDE = {"code-h", "th", "footnotes", "footnote-ref"}
BLOCKS = {"p", "li", "pre", "h4", "h5", "h6", "td", "th", "br", "hr", "div"}
EMPTY = {"br", "hr", "input"}


def excerpt(text: RichText | str, length: int) -> str:
    """At most `length` characters of the text, ended at a word.

    Takes a rendered text; a string counts as HTML, so a source without markup passes
    as it is. What it returns is plain text, to be escaped like any other.
    """
    html = text if isinstance(text, str) else _html(text)
    reader = _Words()
    reader.feed(html)
    reader.close()
    words = " ".join(tidy("".join(reader.parts)).split())
    if len(words) <= length:
        return words
    cut = words[: length - 1]
    if words[length - 1] != " " and " " in cut[length // 2 :]:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:.-–—") + "…"


def _html(text: RichText) -> str:
    """Each slot is what its author typed."""
    shown = text.with_slots(lambda slot: escape(slot.instead))
    return "".join(str(part) for part in shown.parts)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.parts.append(" ")
        if tag not in EMPTY and (self.skipped or dict(attrs).get("class") in BESIDE):
            self.skipped.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.skipped and tag in self.skipped:
            while self.skipped.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.parts.append(data)
