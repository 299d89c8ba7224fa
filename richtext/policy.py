"""What may stand in a post: every tag, every attribute, every form of a value.

Both sanitisers are fed from here. Values are listed too, so that a post can carry
no class, id or target that a script or a style of the site would answer to.
"""

import re

from core.plain import UNWANTED

SCHEMES = frozenset({"http", "https", "mailto"})
REL = "nofollow ugc noopener"

# Stands in the forms for the anchor of what carries the text. No value holds it.
HERE = "\x00"

WEB = re.compile(r"https?://[^\s<>\"'`\\/?#][^\s<>\"'`\\]*", re.IGNORECASE)
MAIL = re.compile(r"mailto:[\w.+-]+@[\w-]+(\.[\w-]+)+", re.IGNORECASE)
LOCAL = re.compile(r"/(?![/\\])[^\s<>\"'`\\]*")
NOTE = rf"{HERE}-(?:fn|ref)-\d{{1,4}}(?:-\d{{1,4}})?"


def _one_of(*values: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(value) for value in values))


HREF = re.compile(
    "|".join([WEB.pattern, MAIL.pattern, LOCAL.pattern, f"#{NOTE}"]),
    re.IGNORECASE,
)
LABEL = re.compile(r"Code: [\w #.+/-]{1,30}, \d{1,5} lines?")
FOCUSABLE = re.compile("0")
NUMBERED_CELL = _one_of("r", "mid")

ATTRIBUTES: dict[str, dict[str, re.Pattern[str]]] = {
    "a": {
        "href": HREF,
        "title": re.compile(r"[^\x00-\x1f]{0,300}"),
        "rel": _one_of(REL),
        "class": _one_of("footnote-ref", "footnote-backref", "picture-link"),
        "aria-label": re.compile(r"(?:Note \d{1,4}|Back to the text)"),
    },
    "div": {
        "class": re.compile(r"code(?: n[345])?|code-h|scroll|footnotes"),
        "tabindex": FOCUSABLE,
        "role": _one_of("region"),
        "aria-label": _one_of("Table"),
    },
    "input": {
        "type": _one_of("checkbox"),
        "disabled": _one_of("", "disabled"),
        "checked": _one_of("", "checked"),
        "aria-label": _one_of("Done", "To do"),
    },
    "li": {"id": re.compile(NOTE), "class": _one_of("task-list-item")},
    "ol": {"start": re.compile(r"\d{1,9}"), "class": re.compile("n[2-9]")},
    "pre": {"tabindex": FOCUSABLE, "aria-label": LABEL},
    "span": {"class": re.compile(r"[ksmc]|add|del|th")},
    "sup": {"id": re.compile(NOTE)},
    "table": {"class": _one_of("cards")},
    "td": {"class": NUMBERED_CELL},
    "th": {"class": NUMBERED_CELL, "scope": _one_of("col")},
    "ul": {"class": _one_of("task-list")},
}

TAGS = frozenset(ATTRIBUTES) | {
    *("blockquote", "br", "code", "del", "em", "h4", "h5", "h6", "hr", "p"),
    *("strong", "tbody", "thead", "tr"),
}


def keeps(tag: str, attribute: str, value: str, here: str = "") -> bool:
    """Whether the value may stand there; `here` is the text's word for its anchor."""
    if UNWANTED.search(value):
        return False
    form = ATTRIBUTES.get(tag, {}).get(attribute)
    if here:
        value = value.replace(here, HERE)
    return form is not None and form.fullmatch(value) is not None


def is_external(href: str) -> bool:
    return not href.startswith(("/", "#"))
