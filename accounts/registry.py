"""What higher rooms tell about people, filled in when the apps are ready."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core.export_files import ExportFile

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

    from accounts.access import Access
    from accounts.models import User


@dataclass(frozen=True)
class Mark:
    """A sign beside a name: a move between paths, or a hat with a label."""

    kind: str
    label: str
    start: str = ""
    end: str = ""


@dataclass(frozen=True)
class Belonging:
    """What stays a person's own when a window ends. `label` names `count` things.

    `detail` says what can be done with them, `sign` is the icon beside it.
    """

    label: str
    count: int
    url: str
    detail: str = "Read, correct or withdraw."
    sign: str = "file"


@dataclass(frozen=True)
class Closing:
    """What a member loses when the window ends, in a line and a detail."""

    label: str
    detail: str


@dataclass(frozen=True)
class Section:
    """A part of a profile page: a template and what it expects."""

    template: str
    context: dict[str, Any]


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


@dataclass(frozen=True)
class Writing:
    """What every form of words needs, lent by the room of writing to forms here.

    `take` hands back what waited for the sign-in, `settle` says whose it is once they
    have signed in, `new_token` and `once` let a form that is sent twice do its work
    once.
    """

    take: Callable[[HttpRequest, str], dict[str, str] | None]
    settle: Callable[[HttpRequest, User, str], None]
    new_token: Callable[[], str]
    once: Callable[..., Any]


@dataclass(frozen=True)
class Log:
    """An append-only table that is sealed in a chain.

    `versions` names the columns that a row's digest covers. A list is never changed: a
    new column makes a new version, and rows sealed before are checked by theirs.
    """

    label: str
    model: type[Model]
    versions: dict[int, tuple[str, ...]]

    @property
    def version(self) -> int:
        return max(self.versions)

    @property
    def fields(self) -> tuple[str, ...]:
        return self.versions[self.version]


_logs: dict[str, Log] = {}


def register_log(model: type[Model], versions: dict[int, tuple[str, ...]]) -> None:
    label = model._meta.label_lower
    _logs[label] = Log(label, model, versions)


def logs() -> list[Log]:
    return [_logs[label] for label in sorted(_logs)]


MarksProvider = Callable[[Iterable[int]], dict[int, list[Mark]]]
BelongingProvider = Callable[["User"], Belonging]
ClosingProvider = Callable[["Access"], list[Closing]]
SectionProvider = Callable[["User", "Access"], Section | None]
CircleListener = Callable[[int], None]
ExportProvider = Callable[["User"], Iterable[ExportFile]]

_marks: list[MarksProvider] = []
_belongings: list[BelongingProvider] = []
_closings: list[ClosingProvider] = []
_sections: list[SectionProvider] = []
_circle_listeners: list[CircleListener] = []
_desk_links: list[DeskLink] = []
_exports: dict[str, ExportProvider] = {}
_writing: list[Writing] = []


def register_marks(provider: MarksProvider) -> None:
    """`provider` answers for many people at once, with one query."""
    _marks.append(provider)


def register_belongings(provider: BelongingProvider) -> None:
    _belongings.append(provider)


def register_closings(provider: ClosingProvider) -> None:
    """`provider` names what the community window opens beyond the public rooms."""
    _closings.append(provider)


def register_profile_section(provider: SectionProvider) -> None:
    _sections.append(provider)


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


def register_export(name: str, provider: ExportProvider) -> None:
    """`provider` hands over a person's own data, file by file; nobody else's."""
    _exports[name] = provider


def register_writing(lent: Writing) -> None:
    _writing[:] = [lent]


def writing() -> Writing:
    return _writing[0]


def organise_links() -> list[DeskLink]:
    return list(_desk_links)


def waiting_at_the_desk() -> int:
    """How many things wait at all pages of the desk together."""
    return sum(link.count() for link in _desk_links)


def marks_for(ids: Iterable[int]) -> dict[int, list[Mark]]:
    found: dict[int, list[Mark]] = {}
    for provider in _marks:
        for person_id, marks in provider(ids).items():
            found.setdefault(person_id, []).extend(marks)
    return found


def belongings_of(person: User) -> list[Belonging]:
    return [provider(person) for provider in _belongings]


def closings_for(access: Access) -> list[Closing]:
    return [closing for provider in _closings for closing in provider(access)]


def sections_for(person: User, access: Access) -> list[Section]:
    sections = (provider(person, access) for provider in _sections)
    return [section for section in sections if section is not None]


def circle_changed(circle_id: int) -> None:
    for listener in _circle_listeners:
        listener(circle_id)


def export_files(person: User) -> Iterable[ExportFile]:
    for provider in _exports.values():
        yield from provider(person)
