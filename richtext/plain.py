"""Text without markup: quick where a text has none, and the last resort."""

import re
from html import escape

from richtext.parts import RichText

# Letters, figures and the punctuation that never means anything to Markdown ...
UNMARKED = re.compile(r"[\w \n.,;:?!'\"()/%+‘’“”–—…€-]*")

# ... but where it does: at the start of a line, as a link, at the end of a line.
MEANINGFUL = re.compile(
    r"_|  |://|www\.|^[ +-]|^\d+[.)]| $", re.MULTILINE | re.IGNORECASE
)

PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")


def is_unmarked(text: str) -> bool:
    """True only where Markdown would do nothing but split into paragraphs, lines."""
    return UNMARKED.fullmatch(text) is not None and not MEANINGFUL.search(text)


def paragraphs(text: str) -> RichText:
    """What Markdown makes of an unmarked text."""
    return RichText.of([_paragraphs(text)])


def _paragraphs(text: str) -> str:
    return "\n".join(
        "<p>" + escape(part, quote=False).replace("\n", "<br>\n") + "</p>"
        for part in PARAGRAPHS.split(text.strip())
        if part
    )


def as_typed(text: str) -> RichText:
    """Any text, escaped, its lines kept: for a text that cannot be rendered."""
    return paragraphs(text)
