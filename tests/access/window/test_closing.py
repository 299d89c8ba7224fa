"""What "for life" means: 90 days' notice, written to everyone whom it is owed."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from access.errors import TooSoonToClose
from access.models import ClosingNotice
from access.services.closing import announce_closing
from accounts.models import AuditEntry, Document
from core import clock
from outbox.models import Mail
from outbox.services.sending import send_due_mail
from tests.factories.access import CircleFactory, GrantFactory, member
from tests.factories.accounts import former
from tests.racing import race

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
EARLIEST = date(2027, 2, 20)


@pytest.fixture(autouse=True)
def _now():
    with clock.at(NOW):
        yield


@pytest.fixture
def holder():
    """Someone with two places for life and a window."""
    grant = GrantFactory(for_life=True, circle=CircleFactory(name="Recordings 3"))
    GrantFactory(
        person=grant.person, for_life=True, circle=CircleFactory(name="Recordings 4")
    )
    GrantFactory(person=grant.person)
    return grant.person


def command(*arguments):
    out = StringIO()
    call_command("announce_closing", *arguments, verbosity=0, stdout=out)
    return out.getvalue().strip()


def test_announce_closing_shows_first_and_writes_nothing(holder):
    said = command("--on", "2027-06-01")

    assert said == (
        "1 letter would be written about 1 June 2027. "
        "Nothing was written; --send writes them."
    )
    assert not Mail.objects.exists()
    assert not ClosingNotice.objects.exists()


def test_announce_closing_writes_to_everyone_with_a_place_for_life_once(holder):
    member()
    GrantFactory(for_life=True, person=former())
    GrantFactory(for_life=True, revoked_at=NOW)

    said = [command("--on", "2027-06-01", "--send") for _ in range(2)]

    assert said == [
        "1 letter written about 1 June 2027.",
        "0 letters written about 1 June 2027.",
    ]
    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == (
        holder.email,
        "Crossroads closes on Tuesday 1 June 2027",
    )
    assert "a place for life: Recordings 3, Recordings 4." in mail.text
    assert "as long as Crossroads exists" in mail.text
    assert AuditEntry.objects.get(action="closing_announced").target_id == holder.pk


def test_announce_closing_of_another_day_is_told_anew(holder):
    command("--on", "2027-06-01", "--send")

    assert command("--on", "2027-09-01", "--send") == (
        "1 letter written about 1 September 2027."
    )


def test_announce_closing_tells_whoever_was_given_a_place_meanwhile(holder):
    command("--on", "2027-06-01", "--send")
    GrantFactory(for_life=True)

    assert command("--on", "2027-06-01", "--send").startswith("1 letter ")


def test_announce_closing_goes_on_on_a_later_day_where_it_was_stopped(holder):
    class Stopped(Exception):
        pass

    def stop():
        raise Stopped

    second = GrantFactory(for_life=True).person
    with pytest.raises(Stopped):
        announce_closing(closes_on=EARLIEST, progress=stop)

    with clock.at(NOW + timedelta(days=30)):
        GrantFactory(for_life=True)
        assert announce_closing(closes_on=EARLIEST) == 2

    assert ClosingNotice.objects.filter(person=second).count() == 1
    assert ClosingNotice.objects.count() == Mail.objects.count() == 3


@pytest.mark.parametrize("days", [1, 91])
def test_announce_closing_of_a_day_that_is_over_or_was_not_announced(holder, days):
    announce_closing(closes_on=EARLIEST)
    GrantFactory(for_life=True)
    is_over = days > 90
    closes_on = EARLIEST if is_over else EARLIEST + timedelta(days=-1)

    with (
        clock.at(NOW + timedelta(days=days)),
        pytest.raises(TooSoonToClose),
    ):
        announce_closing(closes_on=closes_on)

    assert ClosingNotice.objects.count() == Mail.objects.count() == 1


@pytest.mark.parametrize("send", [[], ["--send"]])
def test_announce_closing_refuses_less_than_ninety_days(holder, send):
    with pytest.raises(CommandError, match="20 February 2027 is the earliest day"):
        command("--on", str(EARLIEST - timedelta(days=1)), *send)

    assert not Mail.objects.exists()
    assert command("--on", str(EARLIEST), *send)


def test_announce_closing_asks_for_a_date():
    with pytest.raises(CommandError, match="invalid"):
        command("--on", "soon")


def test_the_letter_of_closing_is_sent_but_not_to_a_closed_account(holder):
    announce_closing(closes_on=EARLIEST)
    type(holder).objects.filter(pk=holder.pk).update(is_active=False)

    send_due_mail()

    assert Mail.objects.get().dropped_at is not None


@pytest.mark.django_db(transaction=True)
def test_announce_closing_twice_at_once_writes_once(holder):
    def action():
        with clock.at(NOW):
            return announce_closing(closes_on=EARLIEST)

    assert sum(race(action, action)) == 1
    assert Mail.objects.count() == 1


def test_the_terms_say_what_for_life_means():
    body = Document.objects.filter(kind="terms").latest("version").body

    assert "for as long as Crossroads exists" in body
    assert "at least 90 days before" in body
