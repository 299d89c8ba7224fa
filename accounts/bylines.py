"""Who speaks: the only form in which a template meets an author."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import registry
from accounts.enums import RoleKind
from accounts.models import NameCount, Role, User
from accounts.registry import Mark
from core.plain import clusters

if TYPE_CHECKING:
    from accounts.access import Access

TINTS = 6
FORMER = "Former member"


@dataclass(frozen=True)
class Byline:
    """A person or a former member, as a page shows them.

    `marks` are moves between paths, `hats` labels earned or held. `tint` is 1 to 6.
    """

    name: str
    handle: str
    url: str
    initials: str
    tint: int
    kind: str = "person"
    marks: tuple[Mark, ...] = ()
    hats: tuple[Mark, ...] = ()

    def __str__(self) -> str:
        return self.name


def initials_of(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()] or [name]
    ends = words if len(words) == 1 else [words[0], words[-1]]
    return "".join(next(clusters(word)) for word in ends).upper()


def byline_of(user: User) -> Byline:
    return bylines_for([user.pk])[user.pk]


def plain_byline(user: User) -> Byline:
    """Name and initials alone, from the row at hand: no query."""
    return _byline(user, [], False)


def bylines_for(user_ids: Iterable[int]) -> dict[int, Byline]:
    """Bylines by user id: one query and one for each provider of marks."""
    people = User.objects.filter(pk__in=set(user_ids)).annotate(
        is_moderator=is_moderator("pk")
    )
    return bylines_of(
        (person, person.is_moderator)
        for person in people.only("pk", "handle", "display_name", "left_at")
    )


def bylines_of(people: Iterable[tuple[User, bool]]) -> dict[int, Byline]:
    """Bylines from rows at hand, each with whether `is_moderator` said yes."""
    known = {person.pk: (person, wears_hat) for person, wears_hat in people}
    marks = registry.marks_for(known) if known else {}
    return {
        pk: _byline(person, marks.get(pk, []), wears_hat)
        for pk, (person, wears_hat) in known.items()
    }


def count_of_names(access: Access) -> int:
    """How often names had changed when the access was loaded; of a visitor, now.

    What prints names is cached under it.
    """
    if access.names is not None:
        return access.names
    return sum(NameCount.objects.values_list("changes", flat=True))


def mentions(handles: set[str]) -> dict[str, SafeString]:
    """What stands in a text for `@handle`, in one query; the unknown stay as typed."""
    people = User.objects.filter(handle__in=handles).only(
        "pk", "handle", "display_name", "left_at"
    )
    return {person.handle: _mention(plain_byline(person)) for person in people}


def _mention(byline: Byline) -> SafeString:
    if not byline.url:
        return format_html('<span class="mention">@{}</span>', byline.name)
    return format_html('<a class="mention" href="{}">@{}</a>', byline.url, byline.name)


def is_moderator(person: str) -> Exists:
    """Whether the person of a row is a moderator; `person` is the path to their key."""
    return Exists(
        Role.objects.filter(
            person=OuterRef(person),
            kind=RoleKind.MODERATOR,
            circle=None,
            ended_at=None,
        )
    )


def _byline(person: User, marks: list[Mark], is_moderator: bool) -> Byline:
    if person.has_left:
        return Byline(FORMER, "", "", "–", 1, kind="former")
    hats = [mark for mark in marks if mark.kind == "hat"]
    if is_moderator:
        hats.insert(0, Mark(kind="moderator", label="Moderator"))
    return Byline(
        name=person.display_name,
        handle=person.handle,
        url=reverse("accounts:profile_detail", args=[person.handle]),
        initials=initials_of(person.display_name),
        tint=person.pk % TINTS + 1,
        marks=tuple(mark for mark in marks if mark.kind == "move"),
        hats=tuple(hats),
    )
