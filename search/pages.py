"""Putting one question to every kind that is registered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from core.limits import ROWS_A_PAGE
from core.paging import page_number
from search import registry, terms
from search.registry import Found, Kind

SHOWN_OF_EACH = 5
PAGES_MAX = 10


@dataclass(frozen=True)
class Group:
    """What one kind found, and whether there is more of it."""

    kind: Kind
    found: Sequence[Found]
    more_url: str = ""


@dataclass(frozen=True)
class Answer:
    query: str
    words: Sequence[str] = ()
    groups: Sequence[Group] = ()
    kind: Kind | None = None
    page: int = 1
    next_url: str = ""
    previous_url: str = ""
    advice: str = ""

    @property
    def is_asked(self) -> bool:
        return bool(self.query.strip())

    @property
    def has_found(self) -> bool:
        return any(group.found for group in self.groups)


def ask(access: Any, raw: str, *, kind: str = "", page: str | None = None) -> Answer:
    """Answer a query. Without a kind: the first few of each; with one: a page of it.

    Pages end with the tenth: whoever has read two hundred answers needs another
    word, not another page.
    """
    query = terms.shown(raw)
    asked = terms.terms_of(raw)
    advice = terms.advice(raw, asked)
    chosen = registry.kind(kind)
    if not asked:
        return Answer(query, kind=chosen, advice=advice)
    if chosen is None:
        groups = [_some(one, access, asked, query) for one in registry.kinds()]
        shown = [group for group in groups if group.found]
        return Answer(query, asked, shown, advice=advice)
    return _page(
        access, chosen, query, asked, min(page_number(page), PAGES_MAX), advice
    )


def _some(kind: Kind, access: Any, asked: Sequence[str], query: str) -> Group:
    found = kind.find(access, asked, SHOWN_OF_EACH + 1)
    more = address(query, kind) if len(found) > SHOWN_OF_EACH else ""
    return Group(kind, found[:SHOWN_OF_EACH], more)


def _page(
    access: Any, kind: Kind, query: str, asked: Sequence[str], page: int, advice: str
) -> Answer:
    first = (page - 1) * ROWS_A_PAGE
    found = kind.find(access, asked, page * ROWS_A_PAGE + 1)
    has_more = len(found) > page * ROWS_A_PAGE and page < PAGES_MAX
    return Answer(
        query,
        asked,
        [Group(kind, found[first : first + ROWS_A_PAGE])],
        kind=kind,
        page=page,
        next_url=address(query, kind, page + 1) if has_more else "",
        previous_url=address(query, kind, page - 1) if page > 1 else "",
        advice=advice,
    )


def address(query: str, kind: Kind | None = None, page: int = 1) -> str:
    asked: dict[str, Any] = {"q": query}
    if kind is not None:
        asked["in"] = kind.key
    if page > 1:
        asked["page"] = page
    return f"?{urlencode(asked)}"
