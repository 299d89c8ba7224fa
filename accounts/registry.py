"""What higher rooms tell about people, filled in when the apps are ready."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.export_files import ExportFile

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

    from accounts.models import User


@dataclass(frozen=True)
class Mark:
    """A sign beside a name: a move between paths, or a hat with a label."""

    kind: str
    label: str
    start: str = ""
    end: str = ""


@dataclass(frozen=True)
class OwnedItem:
    """What stays a person's own when a window ends. `label` names `count` things.

    `detail` says what can be done with them, `sign` is the icon beside it.
    """

    label: str
    count: int
    url: str
    detail: str = "Read, correct or withdraw."
    sign: str = "file"


@dataclass(frozen=True)
class Section:
    """A part of a profile page: a template and what it expects."""

    template: str
    context: dict[str, Any]


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
class Roles:
    """What is asked here of roles, lent by the room that gives them.

    `is_moderator_sql` is a condition on the row `u` of somebody. `held_by` names the
    roles of a person, `end_all` ends them and says how many there were; the person's
    row is locked.
    """

    is_moderator_sql: str
    held_by: Callable[[User], list[Any]]
    end_all: Callable[..., int]


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
OwnedItemProvider = Callable[["User"], OwnedItem]
# It is given the person, and the access of whoever looks.
SectionProvider = Callable[["User", Any], Section | None]
ExportProvider = Callable[["User"], Iterable[ExportFile]]

_marks: list[MarksProvider] = []
_owned_items: list[OwnedItemProvider] = []
_sections: list[SectionProvider] = []
_exports: dict[str, ExportProvider] = {}
_writing: list[Writing] = []
_roles: list[Roles] = []


def register_marks(provider: MarksProvider) -> None:
    """`provider` answers for many people at once, with one query."""
    _marks.append(provider)


def register_owned_items(provider: OwnedItemProvider) -> None:
    _owned_items.append(provider)


def register_profile_section(provider: SectionProvider) -> None:
    _sections.append(provider)


def register_export(name: str, provider: ExportProvider) -> None:
    """`provider` hands over a person's own data, file by file; nobody else's."""
    _exports[name] = provider


def register_writing(tools: Writing) -> None:
    _writing[:] = [tools]


def writing() -> Writing:
    return _writing[0]


def register_roles(lent: Roles) -> None:
    _roles[:] = [lent]


def roles() -> Roles:
    return _roles[0]


def marks_for(ids: Iterable[int]) -> dict[int, list[Mark]]:
    found: dict[int, list[Mark]] = {}
    for provider in _marks:
        for person_id, marks in provider(ids).items():
            found.setdefault(person_id, []).extend(marks)
    return found


def owned_items_of(person: User) -> list[OwnedItem]:
    return [provider(person) for provider in _owned_items]


def sections_for(person: User, access: Any) -> list[Section]:
    sections = (provider(person, access) for provider in _sections)
    return [section for section in sections if section is not None]


def export_files(person: User) -> Iterable[ExportFile]:
    for provider in _exports.values():
        yield from provider(person)
