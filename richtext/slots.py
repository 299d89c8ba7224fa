"""Rendered text made ready for a page: slots filled, ids put under an anchor.

What all the texts of a page need is gathered first (`needed`), found with one
question for each kind (`find`), then put into each text (`fill`). What the place of a
text on its page is enough for can be put in ahead (`settle`).
Whatever fills a slot is HTML made by `format_html`, or is escaped here.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from richtext import registry
from richtext.parts import Part, RichText, Slot

Needed: TypeAlias = Mapping[str, set[str]]
Found: TypeAlias = Mapping[str, Mapping[str, SafeString]]

ANCHOR = re.compile(r"[a-z][a-z0-9-]{0,63}")
NO_ANCHOR = "text"
LINE = re.compile(r"(?:(?P<block>[1-9]\d{0,4})-)?(?P<number>[1-9]\d{0,4})")


def needed(texts: Iterable[RichText]) -> Needed:
    """The keys that the texts ask for, by kind; what no kind takes is not asked."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for slot in text.slots:
            if registry.takes(slot.kind, slot.key):
                wanted[slot.kind].add(slot.key)
    return wanted


def joined(needs: Iterable[Needed]) -> Needed:
    """What several texts need together."""
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for need in needs:
        for kind, keys in need.items():
            wanted[kind] |= keys
    return wanted


def find(needed: Needed, access: Any = None) -> Found:
    """What belongs into the slots, as HTML: one question for each kind."""
    found: dict[str, dict[str, SafeString]] = {}
    for kind, keys in needed.items():
        answers = registry.resolve(kind, keys, access)
        found[kind] = {
            key: conditional_escape(answer)
            for key in keys
            if (answer := answers.get(key))
        }
    return found


def fill(text: RichText, found: Found, anchor: str = "") -> SafeString:
    """The whole text as HTML; what was not found is shown as it was typed."""
    shown: list[str] = []
    for part in text.parts:
        if isinstance(part, Slot):
            part = _of(part, found) or _of_page(part, anchor) or _as_typed(part)
        shown.append(part)
    return mark_safe("".join(shown))


def settle(text: RichText, anchor: str = "") -> RichText:
    """The text with what its place on the page fills; all other slots stay open."""

    def shown(slot: Slot) -> Part:
        filled = _of_page(slot, anchor)
        return slot if filled is None else str(filled)

    return text.with_slots(shown)


def fill_all(
    texts: Sequence[RichText], access: Any = None, *, anchors: Sequence[str] = ()
) -> list[SafeString]:
    """Fill the texts of a page; `anchors` ("p43") make their ids differ on it."""
    found = find(needed(texts), access)
    return [
        fill(text, found, anchors[index] if anchors else "")
        for index, text in enumerate(texts)
    ]


def fill_onto(things: Iterable[Any], access: Any = None) -> None:
    """Fill `body_html` of each thing for a page; the `prose` filter then shows it."""
    things = list(things)
    filled = fill_all(
        [thing.body_html for thing in things],
        access,
        anchors=[getattr(thing, "anchor", "") for thing in things],
    )
    for thing, html in zip(things, filled, strict=True):
        thing.body_filled = html


def _of(slot: Slot, found: Found) -> SafeString | None:
    answers = found.get(slot.kind)
    return answers.get(slot.key) if answers else None


def _as_typed(slot: Slot) -> SafeString:
    return conditional_escape(str(slot.instead))


def _of_page(slot: Slot, anchor: str) -> SafeString | None:
    """What the place of a text on its page is enough to fill."""
    fills = OF_PAGE.get(slot.kind)
    if fills is None:
        return None
    return fills(slot.key, anchor if ANCHOR.fullmatch(anchor) else NO_ANCHOR)


def _anchor(key: str, here: str) -> SafeString:
    return format_html("{}", here)


def _line(key: str, here: str) -> SafeString | None:
    """The number of a line of code, which is a link to that line."""
    found = LINE.fullmatch(key)
    if found is None:
        return None
    block, number = found["block"], found["number"]
    place = f"{here}-{block}-L{number}" if block else f"{here}-L{number}"
    return format_html(
        '<a class="ln" href="#{}" id="{}" aria-hidden="true" tabindex="-1">{}</a>',
        place,
        place,
        number,
    )


OF_PAGE: dict[str, Callable[[str, str], SafeString | None]] = {
    "anchor": _anchor,
    "line": _line,
}
