"""The plain words of a text, for lists, mail, feeds and descriptions.

An extract stands under its author's name, so it holds the author's own words: what
they quote is somebody else's.
"""

import re
from html import escape, unescape
from html.parser import HTMLParser

from core.plain import cut, is_blank, is_seen, tidy
from richtext import rendering
from richtext.parts import RichText
from richtext.plain import is_unmarked

# What a text shows beside its own words: heads of code, repeated names of columns,
# the numbers of notes and the ways back from them.
BESIDE = frozenset({"code-h", "th", "footnote-ref", "footnote-backref"})
NOTES = frozenset({"footnotes"})
QUOTES = frozenset({"blockquote"})
BLOCKS = frozenset(
    {"p", "li", "pre", "h4", "h5", "h6", "td", "th", "br", "hr", "div", "blockquote"}
)
EMPTY = frozenset({"br", "hr", "input"})

# A quotation in a text that could not be rendered stands there as it was typed. Code
# and cells begin a line with another sign than a quotation does.
AS_TYPED = re.compile(r"^(?:[^\S\n]*(?:[-+*]|\d{1,9}[.)]))*[^\S\n]*>.*$", re.MULTILINE)
CODE = "\0"
CELLS = frozenset({"td", "th"})

ONLY_QUOTES = "A quotation, with no words added."

# What shows as it is typed and says nothing: a comment of HTML, a fence around nothing.
NOTHING_SAID = re.compile(
    r"<!--(?:(?!<!--).)*?-->|^ *(?:`{3,}|~{3,}) *$", re.DOTALL | re.MULTILINE
)
# Whatever may come to nothing when it is rendered. A letter beside it is seen, and so
# is any other sign that is none of Markdown's.
MAY_VANISH = re.compile(
    r"<[^<>]*>|&#?\w+;|^ *(?:`{3,}|~{3,}).*$|^.*\]\(.*(?:\n.*)?$", re.MULTILINE
)
# Characters of the longest text that is rendered only to be looked at: that much costs
# next to nothing, whatever stands there.
LOOKED_AT = 3_000
# Texts that are only looked at are rendered one at a time, so that they take no worker
# from those that are posted. No person has this key.
NOBODY = 0


def excerpt(text: RichText | str, length: int) -> str:
    """At most `length` characters of the author's own words, ended at a word.

    Takes a rendered text; a string counts as HTML, so a source without markup passes
    as it is. What it returns is plain text, to be escaped like any other: a sentence
    says so where there are quotations and nothing else.
    """
    words = own_words(text, length)
    return words or ("" if is_blank(_words(text)) else ONLY_QUOTES)


def own_words(text: RichText | str, length: int) -> str:
    """The same, and empty where the author has said nothing themselves."""
    words = AS_TYPED.sub("", _words(text, BESIDE | NOTES, QUOTES))
    return "" if is_blank(words) else _shortened(words, length)


def shows_nothing(source: str) -> bool:
    """Whether a reader of the text would see no word, as of `[]()` or an empty fence.

    Only rendering tells of a text that is markup through and through; like `render`
    it takes its time, so call it before a transaction.
    """
    if is_blank(unescape(source)):
        return True
    if is_unmarked(source) or len(source) > LOOKED_AT:
        return False
    rest = MAY_VANISH.sub("", source)
    if any(is_seen(sign) and (sign.isalnum() or not sign.isascii()) for sign in rest):
        return False
    text = rendering.render(source, person_id=NOBODY).html
    return is_blank(NOTHING_SAID.sub("", _words(text)))


def _words(
    text: RichText | str,
    classes: frozenset[str] = BESIDE,
    tags: frozenset[str] = frozenset(),
) -> str:
    """What is read of the text, without elements of these classes and tags."""
    reader = _Words(classes, tags)
    reader.feed(text if isinstance(text, str) else _html(text))
    reader.close()
    return "".join(reader.parts)


def _shortened(text: str, length: int) -> str:
    text = " ".join(text.replace(CODE, " ").split())
    if len(text) <= length:
        return text
    shown = cut(text, length - 1)
    if text[len(shown)] != " " and " " in shown[len(shown) // 2 :]:
        shown = shown[: shown.rindex(" ")]
    return shown.rstrip(" ,;:.-–—") + "…"


def _html(text: RichText) -> str:
    """Each slot is what its author typed."""
    shown = text.with_slots(lambda slot: escape(slot.instead))
    return "".join(str(part) for part in shown.parts)


class _Words(HTMLParser):
    def __init__(self, classes: frozenset[str], tags: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.classes, self.tags = classes, tags
        self.parts: list[str] = []
        self.skipped: list[str] = []
        self.pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.parts.append("\n")
        self.pre += tag == "pre"
        if tag == "pre" or tag in CELLS:
            self.parts.append(CODE)
        is_left_out = tag in self.tags or dict(attrs).get("class") in self.classes
        if tag not in EMPTY and (self.skipped or is_left_out):
            self.skipped.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.parts.append("\n")
        self.pre -= tag == "pre"
        if self.skipped and tag in self.skipped:
            while self.skipped.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            data = tidy(data)
            self.parts.append(data.replace("\n", f"\n{CODE}") if self.pre else data)
