"""Text without markup: quick where a text has none, and the last resort."""

import re
from html import escape

from richtext.parts import RichText

# Letters, figures and the punctuation that never means anything to Markdown ...
UNMARKED = re.compile(r"[\w \n.,;:?!'\"()/%+‘’“”–—…€-]*")

# ... but where it does: at the start of a line, as a link, as a line break.
MEANINGFUL = re.compile(
    r"_|  |://|www\.|^[ +-]|^\d+[.)]| $", re.MULTILINE | re.IGNORECASE
)

PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")


def is_unmarked(text: str) -> bool:
    """True only where Markdown would do nothing but split into paragraphs."""
    return UNMARKED.fullmatch(text) is not None and not MEANINGFUL.search(text)


def paragraphs(text: str) -> RichText:
    """What Markdown makes of an unmarked text."""
    return RichText.of([_paragraphs(text)])


def _paragraphs(text: str) -> str:
    return "\n".join(
        f"<p>{escape(part, quote=False)}</p>"
        for part in PARAGRAPHS.split(text.strip())
        if part
    )


def as_typed(text: str) -> RichText:
    """Any text, escaped, its lines kept: for a text that cannot be rendered."""
    html = _paragraphs(text).replace("\n", "<br>\n")
    return RichText.of([html.replace("</p><br>\n", "</p>\n")])
