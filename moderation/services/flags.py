"""Saying that a moderator should read something."""

from typing import Any

from django.db import transaction
from django.db.models import F, Model

from access.access import Access
from accounts.models import User
from core import clock, limits, throttling
from core.verdicts import enforce
from moderation import registry
from moderation.enums import Action, Outcome
from moderation.models import Case, Flag, LogEntry
from moderation.policies import can_flag
from moderation.services.subjects import Subject, find, lock

REOPENED = ("outcome", "closed_at", "closed_by", "returned_at", "version")


class NotThere(Exception):
    """The thing is not, or no longer, to be seen by whoever flags it."""


def flag_thing(
    *, reporter: User, kind: str, pk: int, reason: str, note: str = ""
) -> Flag:
    """Add one person's flag to the thing's open case, opening it with the first.

    Said twice, by a double click or a second form, it is still one flag: the first.
    """
    throttling.hit(
        "flag",
        reporter.pk,
        rate=limits.FLAGGING,
        sentence="Those were many flags in a short time. This one can wait a little.",
    )
    with transaction.atomic():
        lock(kind, pk)
        access = Access.of(reporter)
        subject = find(access, kind, pk)
        if subject is None:
            raise NotThere
        enforce(can_flag(access, subject.author_id, is_waiting=subject.is_waiting))
        case = open_case(subject)
        words: dict[str, Any] = {"reason": reason, "note": note}
        flag, is_new = Flag.objects.get_or_create(
            case=case, reporter=reporter, defaults=words
        )
        if is_new:
            Case.objects.filter(pk=case.pk).update(version=F("version") + 1)
    return flag


def open_case(subject: Subject) -> Case:
    """The thing's one open case, made if need be; its row is locked.

    Whoever loses the race for the first flag finds the winner's case: the unique
    constraint makes the loser wait and look again.
    """
    case, _ = Case.objects.select_for_update(of=("self",), no_key=True).get_or_create(
        target_kind=subject.key,
        target_id=subject.thing.pk,
        closed_at=None,
        defaults={
            "author": subject.author,
            "title": subject.title,
            "evidence": subject.evidence,
        },
    )
    return case


def came_back(*things: Model) -> None:
    """Open the cases again that were closed while their author had the things away.

    All are of one kind. Content calls it under their locks, so nobody opens another
    case meanwhile.
    """
    if not things:
        return
    cases = Case.objects.select_for_update(of=("self",), no_key=True).filter(
        target_kind=registry.key_of(things[0]),
        target_id__in=[thing.pk for thing in things],
    )
    found = list(cases.order_by("pk"))
    closed = {case.target_id: case for case in found if case.outcome == Outcome.GONE}
    for pk in set(closed) - {case.target_id for case in found if case.is_open}:
        case = closed[pk]
        case.outcome = ""
        case.closed_at = case.closed_by = None
        case.returned_at = clock.now()
        case.version += 1
        case.save(update_fields=REOPENED)
        case.flags.update(answered_at=None)


def changed_since_read(thing: Model) -> Case | None:
    """Let moderators read new words where one had read the old before they were out.

    Content calls it, under the thing's lock, when an author whose words are read
    first has changed some. The words stay out; a case says that nobody has read them.
    """
    key = registry.key_of(thing)
    kind = registry.reportable(key)
    was_released = LogEntry.objects.filter(
        target_kind=key, target_id=thing.pk, action=Action.RELEASE
    )
    if kind is None or not was_released.exists():
        return None
    case = open_case(Subject(key, kind, thing))
    case.changed_at = clock.now()
    case.version += 1
    case.save(update_fields=["changed_at", "version"])
    return case


def standing_case(subject: Subject) -> Case | None:
    """The open case, or the one by which the thing is hidden: where to act on it."""
    cases = Case.objects.filter(target_kind=subject.key, target_id=subject.thing.pk)
    is_open = cases.open().first()
    if is_open is not None or not subject.is_hidden:
        return is_open
    return cases.filter(outcome=Outcome.HIDDEN).order_by("-closed_at").first()
