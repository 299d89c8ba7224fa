"""A few plain words of a text, for lists, mail, feeds and descriptions."""

from html.parser import HTMLParser

from richtext.markers import HERE, SLOT

# What a text shows beside its own words: heads of code, repeated names of columns,
# numbers of notes and the notes themselves.
BESIDE = {"code-h", "th", "footnotes", "footnote-ref"}
BLOCKS = {"p", "li", "pre", "h4", "h5", "h6", "td", "th", "br", "hr", "div"}
EMPTY = {"br", "hr", "input"}


def excerpt(html: str, length: int) -> str:
    """At most `length` characters of the text, ended at a word.

    Takes stored HTML; a source without markup passes as it is. What it returns is
    plain text, to be escaped like any other.
    """
    reader = _Words()
    reader.feed(SLOT.sub(lambda slot: slot[3] or "", html).replace(HERE, ""))
    reader.close()
    text = " ".join("".join(reader.parts).split())
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    if text[length - 1] != " " and " " in cut[length // 2 :]:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:.-–—") + "…"


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
