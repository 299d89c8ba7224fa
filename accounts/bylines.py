"""Who speaks: the only form in which a template meets an author."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import registry
from accounts.models import NameCount, User
from accounts.registry import Mark
from core.asking import ask, keys
from core.cached import Key, cached_many
from core.plain import clusters

TINTS = 6
FORMER = "Former member"


class Reader(Protocol):
    """What names hang on of the reader's access, which a room above loads."""

    @property
    def names(self) -> int | None: ...

    @property
    def blocked(self) -> frozenset[int]: ...


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

    @property
    def is_moderator(self) -> bool:
        return any(hat.kind == "moderator" for hat in self.hats)


# A byline, and what stands for it on pages, by form.
Shown = tuple[Byline, dict[str, SafeString]]


def initials_of(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()] or [name]
    ends = words if len(words) == 1 else [words[0], words[-1]]
    return "".join(next(clusters(word)) for word in ends).upper()


def byline_of(user: User) -> Byline:
    return bylines_for([user.pk])[user.pk]


def plain_byline(user: User) -> Byline:
    """Name and initials alone, from the row at hand: no query."""
    return _byline(user.pk, user.handle, user.display_name, user.has_left, [], False)


# Written out: every page that prints names may ask. The last
# column says who wears a moderator's hat.
_PEOPLE = """
SELECT u.id, u.handle, u.display_name, u.left_at IS NOT NULL,
       {is_moderator}
  FROM accounts_user u WHERE u.id IN ({keys})
"""


def bylines_for(user_ids: Iterable[int]) -> dict[int, Byline]:
    """Bylines by user id: one query and one for each provider of marks."""
    ids = sorted(set(user_ids))
    if not ids:
        return {}
    places, about = keys(ids)
    is_moderator = registry.roles().is_moderator_sql
    rows = ask(_PEOPLE.format(keys=places, is_moderator=is_moderator), about)
    marks = registry.marks_for([row[0] for row in rows])
    return {
        pk: _byline(pk, handle, name, has_left, marks.get(pk, []), wears_hat)
        for pk, handle, name, has_left, wears_hat in rows
    }


def known_bylines(user_ids: Iterable[int], access: Reader) -> dict[int, Byline]:
    """As `bylines_for`, from the cache where no name has changed since."""
    return {pk: byline for pk, (byline, _forms) in _known(user_ids, access).items()}


def _known(user_ids: Iterable[int], access: Reader) -> dict[int, Shown]:
    names = access.names
    if names is None:
        return _made(user_ids)

    def under(pk: int) -> Key:
        return ("byline", names, pk)

    return cached_many(
        {pk: under(pk) for pk in set(user_ids)},
        lambda missing: {pk: (under(pk), made) for pk, made in _made(missing).items()},
    )


def _made(user_ids: Iterable[int]) -> dict[int, Shown]:
    return {
        pk: (byline, {form: shown(byline) for form, shown in FORMS.items()})
        for pk, byline in bylines_for(user_ids).items()
    }


def count_of_names(access: Reader) -> int:
    """How often names had changed when the access was loaded; of a visitor, now.

    What prints names is cached under it.
    """
    if access.names is not None:
        return access.names
    return sum(NameCount.objects.values_list("changes", flat=True))


def byline_slots(keys: set[str], access: Reader | None) -> dict[str, SafeString]:
    """What stands in a page for "avatar-7", "name-7", "plain-7" and "marks-7".

    The picture, the name with its link or without, and what is worn beside it.
    """
    wanted = {key: key.split("-") for key in keys}
    people = {int(pk) for _form, pk in wanted.values()}
    known = _known(people, access) if access else _made(people)
    return {
        key: known[int(pk)][1][form]
        for key, (form, pk) in wanted.items()
        if int(pk) in known
    }


_NAMES = """
SELECT id, CASE WHEN left_at IS NULL THEN display_name ELSE %(former)s END
  FROM accounts_user WHERE id IN ({keys})
"""
# The last who wrote somewhere goes unnamed to a reader who has blocked them.
LAST = "last-"
PERSON_KEY = rf"(?:{LAST})?[0-9]{{1,18}}"


def name_slots(wanted: set[str], access: Reader | None) -> dict[str, SafeString]:
    """The name alone, for lists: one query, and none for what is worn beside it."""
    names = access.names if access else None
    unnamed = {f"{LAST}{pk}" for pk in access.blocked} & wanted if access else set()
    by_key = {key: key.removeprefix(LAST) for key in wanted - unnamed}

    def under(key: str) -> Key:
        return ("name", names, key)

    def made(missing: Iterable[str]) -> dict[str, tuple[Key, SafeString]]:
        places, about = keys([int(key) for key in missing])
        rows = ask(_NAMES.format(keys=places), {**about, "former": FORMER})
        named = ((str(pk), format_html("{}", name)) for pk, name in rows)
        return {key: (under(key), name) for key, name in named}

    people = set(by_key.values())
    if not people:
        found = {}
    elif names is None:
        found = {key: name for key, (_key, name) in made(people).items()}
    else:
        found = cached_many({key: under(key) for key in people}, made)
    named = {key: found[pk] for key, pk in by_key.items() if pk in found}
    return named | dict.fromkeys(unnamed, SafeString(""))


def _avatar(byline: Byline) -> SafeString:
    return render_to_string("_parts/_avatar.html", {"byline": byline})


def _name(byline: Byline) -> SafeString:
    if not byline.url:
        return _plain(byline)
    return format_html('<a href="{}">{}</a>', byline.url, byline.name)


def _plain(byline: Byline) -> SafeString:
    return format_html("{}", byline.name)


def _marks(byline: Byline) -> SafeString:
    if not (byline.marks or byline.hats):
        return SafeString("")
    return render_to_string("_parts/_marks.html", {"byline": byline})


FORMS = {"avatar": _avatar, "name": _name, "plain": _plain, "marks": _marks}
BYLINE_KEY = rf"(?:{'|'.join(FORMS)})-[0-9]{{1,18}}"


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


def _byline(
    pk: int,
    handle: str,
    name: str,
    has_left: bool,
    marks: list[Mark],
    is_moderator: bool,
) -> Byline:
    if has_left:
        return Byline(FORMER, "", "", "–", 1, kind="former")
    hats = [mark for mark in marks if mark.kind == "hat"]
    if is_moderator:
        hats.insert(0, Mark(kind="moderator", label="Moderator"))
    return Byline(
        name=name,
        handle=handle,
        url=reverse("accounts:profile_detail", args=[handle]),
        initials=initials_of(name),
        tint=pk % TINTS + 1,
        marks=tuple(mark for mark in marks if mark.kind == "move"),
        hats=tuple(hats),
    )
