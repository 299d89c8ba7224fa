"""Emphasis, and what only looks like it."""

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import DelimiterProcessor, InlineProcessor
from markdown.util import ETX, STX

# A multiplication, and a name of Python's with what shows that it is one.
TYPED = (
    r"(?<=[0-9])\*(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])\*(?=[0-9])"
    r"|(?<![\w*])__[a-z][a-z0-9]*(?:_[a-z0-9]+)*__(?=\.\w|\()"
    r"|(?<=\w\.)__[a-z][a-z0-9]*(?:_[a-z0-9]+)*__(?!\w)"
)


class Typed(InlineProcessor):
    """Signs of products and of names, shown as they were typed."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(TYPED, md)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        escaped = "".join(
            f"{STX}{ord(sign)}{ETX}" if sign in "*_" else sign for sign in m[0]
        )
        return escaped, m.start(), m.end()


class Emphasis(DelimiterProcessor):
    """The parser may close `**` with a single `*` and take a letter for the other."""

    def __init__(self, md: Markdown) -> None:
        super().__init__("*", "strong,em", md)
        self.add("_", "strong,em", smart=True)
        self.add("~", "del", double=True)
        self.text = ""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        self.text = data
        return super().handleMatch(m, data)

    def add_region(self, delim: Any, a: int, b: int, c: int, d: int, size: int) -> None:
        if self.text[c:d] == delim.token * size:
            super().add_region(delim, a, b, c, d, size)
