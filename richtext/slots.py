"""Stored HTML made ready for a page: slots filled, ids put under an anchor."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from richtext import registry
from richtext.markers import HERE, SLOT

ANCHOR = re.compile(r"[a-z][a-z0-9-]*")
NO_ANCHOR = "text"


def fill(
    htmls: Sequence[str],
    access: Any = None,
    *,
    anchors: Sequence[str] = (),
    shared: bool = False,
) -> list[SafeString]:
    """Fill many texts, each kind of slot with one question for all of them.

    `anchors` go with the texts ("p43") and make their ids differ on one page.
    `shared` leaves the slots that depend on the reader, so that the result may be
    kept for everybody and filled again for each.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    for html in htmls:
        for kind, key, _ in SLOT.findall(html):
            if kind != "line" and not (shared and registry.is_personal(kind)):
                wanted[kind].add(key)
    found = {
        kind: registry.resolve(kind, keys, access) for kind, keys in wanted.items()
    }
    return [
        _filled(html, anchors[index] if anchors else "", found)
        for index, html in enumerate(htmls)
    ]


def fill_onto(things: Iterable[Any], access: Any = None) -> None:
    """Fill `body_html` of each thing for a page; the `prose` filter then shows it."""
    things = list(things)
    filled = fill(
        [thing.body_html for thing in things],
        access,
        anchors=[getattr(thing, "anchor", "") for thing in things],
    )
    for thing, html in zip(things, filled, strict=True):
        thing.body_filled = html


def _filled(
    html: str, anchor: str, found: dict[str, dict[str, SafeString]]
) -> SafeString:
    here = anchor if ANCHOR.fullmatch(anchor) else NO_ANCHOR

    def shown(slot: re.Match[str]) -> str:
        kind, key, instead = slot.groups()
        if kind == "line":
            return _line(here, key)
        if kind not in found:
            return slot[0] if registry.is_personal(kind) else escape(instead or "")
        return found[kind].get(key) or escape(instead or "")

    return mark_safe(SLOT.sub(shown, html.replace(HERE, here)))


def _line(here: str, key: str) -> str:
    """The number of a line of code, which is a link to that line."""
    block, _, number = key.rpartition("-")
    place = f"{here}-{block}-L{number}" if block else f"{here}-L{number}"
    return (
        f'<a class="ln" href="#{place}" id="{place}" aria-hidden="true"'
        f' tabindex="-1">{number}</a>'
    )
