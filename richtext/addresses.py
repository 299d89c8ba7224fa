"""Where an address begins and ends in a text, and how it is written in a link."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import quote
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import (
    IMAGE_LINK_RE,
    LINK_RE,
    ImageInlineProcessor,
    InlineProcessor,
    LinkInlineProcessor,
)
from markdown.util import AMP_SUBSTITUTE, AtomicString

# What no address holds as it is pasted: spaces, what quotes or encloses it, marks of
# width and of direction, the punctuation of Chinese and Japanese. Letters of any
# script are part of one. The parser has put away what was escaped or is code.
BEYOND = (
    r"\s<>\"`\\\x02\x03«»‹›“”‘’„‚…—\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069"
    r"\u3001-\u3004\u3008-\u3020\u3030\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40"
    r"\uff5b-\uff65"
)
REST = re.compile(rf"[^{BEYOND}]*")
BEGINS = (
    r"(?<![A-Za-z0-9+.-])(?i:https?://)(?=[^\W_])"
    r"|(?<![A-Za-z0-9_@/.-])(?i:www\.)(?=[^\W_][\w-]*\.[^\W_])"
)
BRACKETED = r"<((?:https?://|mailto:)[^\s<>]+)>"

# Characters of an address and its title in a link; a longer one is text.
LINK_MAX = 2000

# What ends a sentence rather than the address in it.
TRAILING = "?!.,:;*_~^'|،؛؟।"
CLOSERS = {")": "(", "]": "[", "}": "{"}

ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]*);")
TRAILING_ENTITY = re.compile(r"&[A-Za-z0-9#]{1,32};$")

WITH_HOST = re.compile(r"(https?://[^/?#]*)(.*)", re.IGNORECASE | re.DOTALL)


class BareAddress(InlineProcessor):
    """An address in the text becomes a link, wherever it stands."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, md: Markdown) -> None:
        super().__init__(BEGINS, md)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        found = REST.match(data, m.end())
        assert found
        address = _ended(m[0] + found[0])
        scheme = "http://" if m[0].lower() == "www." else ""
        return _link(scheme + address, address), m.start(), m.start() + len(address)


class BracketedAddress(InlineProcessor):
    """`<https://example.org>`; whatever else stands in such brackets is text."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, md: Markdown) -> None:
        super().__init__(f"(?i:{BRACKETED})", md)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        address = self.unescape(m[1])
        return _link(address, address), m.start(), m.end()


class Link(LinkInlineProcessor):
    def __init__(self, md: Markdown) -> None:
        super().__init__(LINK_RE, md)

    def getLink(  # noqa: N802
        self, data: str, index: int
    ) -> tuple[str, str | None, int, bool]:
        return _found(super().getLink, data, index)


class Picture(ImageInlineProcessor):
    def __init__(self, md: Markdown) -> None:
        super().__init__(IMAGE_LINK_RE, md)

    def getLink(  # noqa: N802
        self, data: str, index: int
    ) -> tuple[str, str | None, int, bool]:
        return _found(super().getLink, data, index)


def _found(
    get: Callable[[str, int], tuple[str, str | None, int, bool]], data: str, begin: int
) -> tuple[str, str | None, int, bool]:
    """What the parser finds behind a label.

    It would read on to the end of the text for each link that has no end, and may
    take one of them to end before it begins.
    """
    href, title, end, is_link = get(data[: begin + LINK_MAX], begin)
    return href, title, end, is_link and end > begin


def _link(href: str, shown: str) -> Element:
    link = Element("a", href=href)
    link.text = AtomicString(shown)
    return link


def _ended(address: str) -> str:
    """Without the punctuation that follows it; brackets stay where they are paired."""
    counts = {sign: address.count(sign) for pair in CLOSERS.items() for sign in pair}
    end = len(address)
    while end:
        last = address[end - 1]
        if last == ";" and (entity := TRAILING_ENTITY.search(address, end - 34, end)):
            end = entity.start()
        elif last in TRAILING:
            end -= 1
        elif last in CLOSERS and counts[last] > counts[CLOSERS[last]]:
            counts[last] -= 1
            end -= 1
        else:
            break
    return address[:end]


def as_href(address: str) -> str:
    """The address with what a link cannot hold written in per cent.

    The host is left as it is: a sign that stands in it wrongly makes the policy
    refuse the whole.
    """
    address = ENTITY.sub(lambda entity: unescape(entity[0]), address).strip()
    if found := WITH_HOST.fullmatch(address):
        return found[1] + _quoted(found[2])
    if address.startswith("/") and address[1:2] not in ("/", "\\"):
        return _quoted(address)
    return address


def _quoted(text: str) -> str:
    return "".join(
        quote(character)
        if character in "\"'<>`\\ " or not character.isprintable()
        else character
        for character in text
    )


def literal(text: str) -> str:
    """Text whose ampersands begin no entity when it is written out."""
    return text.replace("&", f"{AMP_SUBSTITUTE}amp;")
