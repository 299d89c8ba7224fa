"""What "for life" means: as long as the site exists, and 90 days' notice of its end."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction

from access import notices
from access.errors import TooSoonToClose
from access.models import ClosingNotice, Grant
from accounts.models import User
from accounts.services.audit import record
from core import clock

NOTICE = timedelta(days=90)


def holders_for_life() -> list[int]:
    """Everyone who holds a place without an end and whose account is open."""
    grants = Grant.objects.standing().filter(ends_at=None, person__is_active=True)
    return list(grants.order_by("person").values_list("person", flat=True).distinct())


def still_to_notify(closes_on: date) -> list[int]:
    """Whom an announcement would write to. Raises TooSoonToClose.

    A day that was announced in time stays announced: who has not been told of it,
    or was given a place since, can be told until it comes.
    """
    notified = ClosingNotice.objects.filter(closes_on=closes_on)
    already = set(notified.values_list("person", flat=True))
    today = clock.now().date()
    if closes_on < (today if already else today + NOTICE):
        raise TooSoonToClose(
            f"Places for life are promised 90 days' notice: {today + NOTICE:%-d %B %Y} "
            "is the earliest day that can be announced today."
        )
    return [pk for pk in holders_for_life() if pk not in already]


def announce_closing(
    *, closes_on: date, progress: Callable[[], object] = lambda: None
) -> int:
    """Write to everyone who holds a place for life; say how many were written to.

    A person is told of one date once. It may be stopped and started again, also on
    a later day. Raises TooSoonToClose.
    """
    notified = 0
    for person_id in still_to_notify(closes_on):
        notified += _notify(person_id, closes_on)
        progress()
    return notified


def _notify(person_id: int, closes_on: date) -> bool:
    with transaction.atomic():
        person = User.objects.select_for_update(no_key=True).get(pk=person_id)
        held = Grant.objects.standing().filter(person=person, ends_at=None)
        circles = sorted(set(held.values_list("circle__name", flat=True)))
        if not circles or not person.is_active:
            return False
        _notice, is_new = ClosingNotice.objects.get_or_create(
            person=person, closes_on=closes_on
        )
        if is_new:
            notices.notify_closing(person, closes_on, circles)
            record(
                actor=None,
                action="closing_announced",
                target=person,
                after={"closes_on": closes_on.isoformat()},
            )
    return is_new
