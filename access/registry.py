"""What higher rooms tell about access, filled in when the apps are ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from access.access import Access
    from access.scopes import Scope
    from accounts.models import User
    from accounts.registry import Section


@dataclass(frozen=True)
class Closing:
    """What a member loses when the window ends, in a line and a detail."""

    label: str
    detail: str


@dataclass(frozen=True)
class OrganiserLink:
    """A page for organisers: what it is called, its name and what for.

    `count` says how many things wait there. `of_people`: it is about who comes in.
    """

    label: str
    url_name: str
    sentence: str
    count: Callable[[], int] = lambda: 0
    of_people: bool = False


ClosingProvider = Callable[["Access"], list[Closing]]


CircleListener = Callable[[int], None]
OwnPart = Callable[["Access"], "Section | None"]
PersonPart = Callable[["User"], "Section | None"]
ScopeName = Callable[[int], str]

_closings: list[ClosingProvider] = []
_circle_listeners: list[CircleListener] = []
_organiser_links: list[OrganiserLink] = []
_own_parts: dict[str, list[OwnPart]] = {"first": [], "last": []}
_person_parts: list[PersonPart] = []
_view_as_pages: set[str] = set()
_scopes: dict[str, ScopeName] = {}


def register_own_part(place: str, provider: OwnPart) -> None:
    """A part of one's own access page: "first" is below the window, "last" is above
    the ledger. `provider` answers for the moment of the access it is given.
    """
    _own_parts[place].append(provider)


def register_person_part(provider: PersonPart) -> None:
    """A part of the page on which organisers see the access of a person."""
    _person_parts.append(provider)


def register_closings(provider: ClosingProvider) -> None:
    """`provider` names what the community window opens beyond the public rooms."""
    _closings.append(provider)


def on_circle_change(listener: CircleListener) -> None:
    """`listener` is called with a circle's id, inside the transaction."""
    _circle_listeners.append(listener)


def register_organise_link(
    label: str,
    url_name: str,
    sentence: str,
    *,
    count: Callable[[], int] | None = None,
    of_people: bool = False,
) -> None:
    link = OrganiserLink(label, url_name, sentence, of_people=of_people)
    _organiser_links.append(replace(link, count=count) if count else link)


def organise_links() -> list[OrganiserLink]:
    return list(_organiser_links)


def count_waiting_for_organisers() -> int:
    """How many things wait at all pages of organisers together."""
    return sum(link.count() for link in _organiser_links)


def closings_for(access: Access) -> list[Closing]:
    return [closing for provider in _closings for closing in provider(access)]


def register_view_as_pages(*names: str) -> None:
    """Pages that an organiser is shown who sees the site as a member: those whose
    words they may read anyway.

    A page that nobody names is not shown: it may hold what is the member's alone, as
    the earlier texts of a post are, or what they told moderators.
    """
    _view_as_pages.update(names)


def view_as_pages() -> frozenset[str]:
    return frozenset(_view_as_pages)


def register_scope(kind: str, name_of: ScopeName) -> None:
    """A kind of thing in which roles and restrictions can count by themselves.

    `name_of` says what the thing with a key is called; nothing where there is none.
    """
    _scopes[kind] = name_of


def scope_name(scope: Scope) -> str:
    """What a part of the site is called; nothing where nobody knows of it."""
    name_of = _scopes.get(scope.kind)
    return name_of(scope.key) if name_of else ""


def own_parts(place: str, access: Access) -> list[Section]:
    parts = (provider(access) for provider in _own_parts[place])
    return [part for part in parts if part is not None]


def person_parts(person: User) -> list[Section]:
    parts = (provider(person) for provider in _person_parts)
    return [part for part in parts if part is not None]


def circle_changed(circle_id: int) -> None:
    for listener in _circle_listeners:
        listener(circle_id)
