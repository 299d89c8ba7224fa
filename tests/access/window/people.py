"""People whose community window ends on a day that a test knows."""

from datetime import UTC, datetime, timedelta

from access import calendar
from core import clock
from outbox.models import Mail
from tests.factories.access import GrantFactory
from tests.factories.accounts import UserFactory

ZONE = "Europe/Amsterdam"
LAST_DAY = datetime(2026, 12, 19, tzinfo=UTC).date()
# The exclusive end of that day in Amsterdam.
ENDS_AT = datetime(2026, 12, 19, 23, tzinfo=UTC)
OPENED_AT = datetime(2025, 12, 19, 11, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def graduate(*, last_day=LAST_DAY, zone=ZONE, **fields):
    """Someone whose window of a year ends with `last_day` in `zone`."""
    person = UserFactory(**fields)
    ends_at = calendar.end_of_day(last_day, zone)
    opened_at = ends_at - timedelta(days=365)
    with clock.at(opened_at):
        GrantFactory(person=person, starts_at=opened_at, ends_at=ends_at, zone=zone)
    return person


def noon(days_before):
    """Noon in Amsterdam, so many days before the last one."""
    return datetime(2026, 12, 19, 11, tzinfo=UTC) - timedelta(days=days_before)


def letters(person):
    """The kinds and subjects of what was written to a person, in order."""
    mails = Mail.objects.filter(to=person.email).order_by("pk")
    return list(mails.values_list("kind", "subject"))


def kinds(person):
    return [kind for kind, _subject in letters(person)]
