"""What higher rooms tell about access, filled in when the apps are ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from access.access import Access


@dataclass(frozen=True)
class Closing:
    """What a member loses when the window ends, in a line and a detail."""

    label: str
    detail: str


@dataclass(frozen=True)
class DeskLink:
    """A page of the organisers' desk: what it is called, its name and what for.

    `count` says how many things wait there. `of_people`: it is about who comes in.
    """

    label: str
    url_name: str
    sentence: str
    count: Callable[[], int] = lambda: 0
    of_people: bool = False


ClosingProvider = Callable[["Access"], list[Closing]]


CircleListener = Callable[[int], None]


_closings: list[ClosingProvider] = []


_circle_listeners: list[CircleListener] = []


_desk_links: list[DeskLink] = []


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
    link = DeskLink(label, url_name, sentence, of_people=of_people)
    _desk_links.append(replace(link, count=count) if count else link)


def organise_links() -> list[DeskLink]:
    return list(_desk_links)


def waiting_at_the_desk() -> int:
    """How many things wait at all pages of the desk together."""
    return sum(link.count() for link in _desk_links)


def closings_for(access: Access) -> list[Closing]:
    return [closing for provider in _closings for closing in provider(access)]


def circle_changed(circle_id: int) -> None:
    for listener in _circle_listeners:
        listener(circle_id)
