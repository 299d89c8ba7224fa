"""Saying that a moderator should read something."""

from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.access import Access
from accounts.models import User
from core import limits, throttling
from core.verdicts import enforce
from moderation.enums import Outcome
from moderation.models import Case, Flag
from moderation.policies import can_flag
from moderation.services.things import Subject, find


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
        sentence="That were many flags in a short time. This one can wait a little.",
    )
    with transaction.atomic():
        access = Access.of(reporter)
        subject = find(access, kind, pk)
        if subject is None:
            raise NotThere
        enforce(can_flag(access, subject.author_id))
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
    case, _ = Case.objects.select_for_update(of=("self",)).get_or_create(
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


def standing_case(subject: Subject) -> Case | None:
    """The open case, or the one by which the thing is hidden: where to act on it."""
    cases = Case.objects.filter(target_kind=subject.key, target_id=subject.thing.pk)
    is_open = cases.open().first()
    if is_open is not None or not subject.is_hidden:
        return is_open
    return cases.filter(outcome=Outcome.HIDDEN).order_by("-closed_at").first()
