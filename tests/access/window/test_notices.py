"""A message at 30, 7, 1 and 0 days and one after the end, once each."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import calendar
from access.access import Access
from access.models import Circle, WindowNotice
from access.services import grants, window_notices
from access.services.circles import save_circle
from access.services.window_notices import notify_due
from accounts.models import User
from core import clock
from notifications.models import MailChoice
from notifications.registry import optional_verbs
from outbox import registry
from outbox.models import Mail
from outbox.services.jobs import enqueue, run_next_job
from outbox.services.sending import send_due_mail
from tests.access.window.people import (
    ENDS_AT,
    SECOND,
    graduate,
    kinds,
    letters,
    noon,
)
from tests.factories.access import CircleFactory, GrantFactory, community, organiser
from tests.factories.accounts import UserFactory
from tests.racing import race

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def subjects(person):
    return [subject for _kind, subject in letters(person)]


def tell_at(moment):
    with clock.at(moment):
        return notify_due()


def sent_at(moment):
    with clock.at(moment):
        send_due_mail()
    return [letter.subject for letter in django_mail.outbox]


def test_tell_due_is_a_periodic_job_that_runs_hourly():
    found = {periodic.name: periodic.every for periodic in registry.periodics()}

    assert found[window_notices.JOB] == HOUR


def test_tell_due_tells_each_milestone_once_over_the_whole_window():
    person = graduate()

    for hour in range(24 * 45):
        if hour % 6 == 0:
            tell_at(noon(35) + hour * HOUR)

    assert letters(person) == [
        ("access/ending", "Your window closes on Saturday 19 December, in 30 days"),
        ("access/ending", "Your window closes on Saturday 19 December, in 7 days"),
        ("access/ending", "Your window closes tomorrow, Saturday 19 December"),
        ("access/ending", "Your window closes today, Saturday 19 December"),
        ("access/ended", "Your window closed on Saturday 19 December 2026"),
    ]
    assert list(
        WindowNotice.objects.order_by("notified_at").values_list("milestone", flat=True)
    ) == [30, 7, 1, 0, -1]


@pytest.mark.parametrize(
    ("zone", "starts"),
    [
        # The first moment of 19 November there.
        ("Europe/Amsterdam", datetime(2026, 11, 18, 23, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 11, 19, 8, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 11, 18, 11, tzinfo=UTC)),
    ],
)
def test_tell_due_counts_days_in_the_zone_of_the_window(zone, starts):
    person = graduate(zone=zone)

    before, then = tell_at(starts - SECOND), tell_at(starts)

    assert (before, then) == (0, 1)
    assert kinds(person) == ["access/ending"]


@pytest.mark.parametrize(
    ("last_day", "starts"),
    [
        # Clocks go back on 25 October 2026, and forward on 28 March 2027.
        (date(2026, 11, 1), datetime(2026, 10, 24, 22, tzinfo=UTC)),
        (date(2027, 4, 4), datetime(2027, 3, 27, 23, tzinfo=UTC)),
    ],
)
def test_tell_due_counts_seven_days_across_a_change_of_clocks(last_day, starts):
    person = graduate(last_day=last_day)
    tell_at(starts - timedelta(days=20))

    before, then = tell_at(starts - SECOND), tell_at(starts)

    assert (before, then) == (0, 1)
    assert subjects(person)[-1].endswith("in 7 days")


def test_tell_due_speaks_of_the_last_day_to_the_second_of_the_end():
    person = graduate()

    tell_at(ENDS_AT - SECOND)
    tell_at(ENDS_AT)

    assert kinds(person) == ["access/ending", "access/ended"]
    assert subjects(person)[0] == "Your window closes today, Saturday 19 December"


def test_tell_due_after_days_of_silence_tells_the_nearest_milestone_only():
    person = graduate()

    tell_at(noon(5))
    tell_at(noon(5))

    assert letters(person) == [
        ("access/ending", "Your window closes on Saturday 19 December, in 5 days")
    ]


@pytest.mark.parametrize(("days_after", "told"), [(6, 1), (8, 0), (400, 0)])
def test_tell_due_tells_of_an_end_for_a_week(days_after, told):
    graduate()

    assert tell_at(ENDS_AT + timedelta(days=days_after)) == told


def test_tell_due_writes_nothing_before_thirty_days():
    graduate()

    assert tell_at(noon(31)) == 0
    assert not Mail.objects.exists()
    assert not WindowNotice.objects.exists()


def test_tell_due_passes_over_those_whose_place_has_no_end():
    GrantFactory(for_life=True)
    person = graduate()
    with clock.at(noon(300)):
        GrantFactory(person=person, for_life=True)

    assert tell_at(noon(7)) == 0
    assert tell_at(ENDS_AT + HOUR) == 0


def test_tell_due_passes_over_other_circles_and_closed_accounts():
    with clock.at(noon(7)):
        circle = CircleFactory()
        GrantFactory(circle=circle, ends_at=noon(0))
        person = graduate()
        User.objects.filter(pk=person.pk).update(is_active=False)

        assert notify_due() == 0
    assert not Mail.objects.exists()


def test_tell_due_knows_a_renewal_that_is_written_already():
    person = graduate()
    GrantFactory(
        person=person, starts_at=ENDS_AT, ends_at=ENDS_AT + timedelta(days=365)
    )

    told = [tell_at(noon(days)) for days in (30, 7, 1, 0)]

    assert told == [0, 0, 0, 0]
    assert tell_at(ENDS_AT + HOUR) == 0


def test_tell_due_is_not_misled_by_a_window_that_opens_after_a_gap():
    person = graduate()
    GrantFactory(
        person=person,
        starts_at=ENDS_AT + timedelta(days=3),
        ends_at=ENDS_AT + timedelta(days=90),
    )

    assert tell_at(noon(7)) == 1
    assert tell_at(ENDS_AT + HOUR) == 1
    assert kinds(person) == ["access/ending", "access/ended"]


def test_tell_due_tells_nobody_whose_window_is_paused():
    person, boss = graduate(), organiser()
    with clock.at(noon(40)):
        grants.pause(
            organiser=boss, person=person, circle=community(), reason="A leave"
        )

    told = [tell_at(noon(days)) for days in (30, 7, 1, 0, -1)]

    assert told == [0, 0, 0, 0, 0]
    assert kinds(person) == ["access/paused"]


def test_tell_due_tells_of_the_new_end_after_a_pause():
    person, boss = graduate(), organiser()
    with clock.at(noon(40)):
        grants.pause(
            organiser=boss, person=person, circle=community(), reason="A leave"
        )
    with clock.at(noon(-100)):
        grants.resume(organiser=boss, person=person, circle=community())

    assert tell_at(noon(-109)) == 0
    assert tell_at(noon(-110)) == 1
    assert kinds(person)[-1] == "access/ending"


def test_tell_due_says_nothing_of_an_end_that_a_revocation_told():
    person, boss = graduate(), organiser()
    renewal = GrantFactory(
        person=person, starts_at=ENDS_AT, ends_at=ENDS_AT + timedelta(days=365)
    )
    with clock.at(ENDS_AT + timedelta(days=2)):
        grants.revoke_grant(organiser=boss, grant=renewal, reason="Paid back")

    assert tell_at(ENDS_AT + timedelta(days=3)) == 0
    assert kinds(person) == ["access/revoked"]


@pytest.mark.parametrize(
    ("start", "end"),
    [(20, 90), (-300, -200)],
    ids=["a window that had not begun", "a part that was over long ago"],
)
def test_tell_due_tells_of_an_end_beside_what_was_taken_back_and_closed_nothing(
    start, end
):
    person = graduate()
    GrantFactory(
        person=person,
        starts_at=ENDS_AT + timedelta(days=start),
        ends_at=ENDS_AT + timedelta(days=end),
        revoked_at=ENDS_AT + timedelta(minutes=20),
    )

    assert tell_at(ENDS_AT + HOUR) == 1
    assert kinds(person) == ["access/ended"]


def test_tell_due_tells_nothing_after_an_extension_until_its_own_milestone():
    person, boss = graduate(), organiser()
    tell_at(noon(7))
    with clock.at(noon(6)):
        grants.extend_grant(
            organiser=boss, person=person, circle=community(), days=10, reason="A gift"
        )

    # 16 days are left: the message of the extension has told so.
    assert tell_at(noon(6)) == 0
    assert tell_at(noon(-2)) == 0
    assert tell_at(noon(-3)) == 1
    assert kinds(person) == ["access/ending", "access/extended", "access/ending"]


def test_a_notice_is_dropped_when_the_end_moves_before_it_is_sent():
    person, boss = graduate(), organiser()
    tell_at(noon(7))
    with clock.at(noon(7)):
        grants.extend_grant(
            organiser=boss, person=person, circle=community(), days=60, reason="A gift"
        )

    assert sent_at(noon(7)) == [
        "Your window is longer: it is open through Wednesday 17 February 2027"
    ]
    assert Mail.objects.earliest("pk").drop_reason == "The window has changed since."


def test_a_notice_leaves_whatever_other_mail_was_switched_off():
    person = graduate()
    for verb in optional_verbs():
        MailChoice.objects.create(person=person, verb=verb.name, wants_mail=False)
    tell_at(noon(7))

    assert sent_at(noon(7)) == ["Your window closes on Saturday 19 December, in 7 days"]


def test_a_notice_that_a_later_one_has_overtaken_is_dropped():
    graduate()
    tell_at(noon(7))
    tell_at(noon(1))

    assert sent_at(noon(1)) == ["Your window closes tomorrow, Saturday 19 December"]


def test_a_notice_is_dropped_when_the_window_is_over():
    person = graduate()
    tell_at(ENDS_AT - SECOND)

    assert sent_at(ENDS_AT + 12 * HOUR) == []
    assert Mail.objects.get(to=person.email).drop_reason


def test_the_last_note_is_dropped_when_the_window_is_open_again():
    person, boss = graduate(), organiser()
    tell_at(ENDS_AT)
    with clock.at(ENDS_AT + HOUR):
        grants.grant_for_life(organiser=boss, person=person, circle=community())

    assert sent_at(ENDS_AT + 12 * HOUR) == ["Your window is open, with no end"]


@pytest.mark.parametrize(
    ("zone", "due_at"),
    [
        ("Europe/Amsterdam", datetime(2026, 12, 12, 7, tzinfo=UTC)),
        ("Europe/Lisbon", datetime(2026, 12, 12, 8, tzinfo=UTC)),
        # It is day already.
        ("Pacific/Auckland", datetime(2026, 12, 11, 23, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 12, 11, 23, tzinfo=UTC)),
    ],
)
def test_a_notice_waits_for_the_readers_morning(zone, due_at):
    person = graduate(zone="Europe/Amsterdam")
    User.objects.filter(pk=person.pk).update(zone=zone)

    tell_at(datetime(2026, 12, 11, 23, tzinfo=UTC))

    assert Mail.objects.get().due_at == due_at


def test_a_notice_that_waits_for_the_morning_follows_its_reader():
    person = graduate(email="old@example.org")
    tell_at(datetime(2026, 12, 11, 23, tzinfo=UTC))
    User.objects.filter(pk=person.pk).update(email="new@example.org")

    tell_at(noon(7))
    sent_at(noon(7))

    assert [letter.to for letter in django_mail.outbox] == [["new@example.org"]]


def test_a_notice_does_not_wait_where_the_morning_would_be_too_late():
    graduate()

    tell_at(ENDS_AT - HOUR)

    assert Mail.objects.get().due_at == ENDS_AT - HOUR


def test_a_notice_says_what_stays_and_the_hour_on_the_readers_clock():
    person = graduate(zone="Europe/Amsterdam")
    User.objects.filter(pk=person.pk).update(zone="Asia/Tokyo")

    tell_at(noon(7))

    mail = Mail.objects.get()
    assert "to its end in Amsterdam, which is 08:00 on Sunday 20 December in Tokyo" in (
        mail.text
    )
    assert "What stays yours, with no end:" in mail.text
    assert mail.headers == {}


def test_the_last_note_says_how_long_reading_goes_on():
    Circle.objects.filter(pk=community().pk).update(grace_days=14)
    person = graduate()

    tell_at(ENDS_AT)

    mail = Mail.objects.get(to=person.email)
    assert "go on reading in the members’ categories through Saturday 2 January" in (
        mail.text
    )


@pytest.mark.parametrize("days", [0, 3, 30])
def test_what_the_last_note_says_of_reading_is_kept_whatever_becomes_of_the_circle(
    days,
):
    circle = community()
    save_circle(organiser=organiser(), circle=circle, grace_days=14)
    person = graduate()
    tell_at(ENDS_AT)
    assert "through Saturday 2 January" in Mail.objects.get(to=person.email).text

    save_circle(organiser=organiser(), circle=circle, grace_days=days)

    over = ENDS_AT + timedelta(days=14)
    found = []
    for moment in (over - SECOND, over):
        with clock.at(moment):
            found.append(Access.of(person).readable_circles == {circle.pk})
    assert found == [True, False]


def test_tell_due_asks_twice_however_many_windows_end_soon():
    for _ in range(3):
        graduate()
    tell_at(noon(20))
    counts = []
    for more in (0, 12):
        for _ in range(more):
            graduate()
        tell_at(noon(20))
        with CaptureQueriesContext(connection) as queries:
            tell_at(noon(19))
        counts.append(len(queries))

    assert counts == [2, 2]


def test_the_worker_tells_more_people_than_it_takes_at_a_turn(monkeypatch):
    short = replace(registry.batch(window_notices.JOB), page=2)
    monkeypatch.setitem(registry._batches, window_notices.JOB, short)
    people = [graduate() for _ in range(3)]

    with clock.at(noon(7)):
        enqueue(window_notices.JOB)
        run_next_job("w")
        after_a_turn = Mail.objects.count()
        run_next_job("w")

    assert after_a_turn == 2
    assert [kinds(person) for person in people] == [["access/ending"]] * 3


def test_tell_due_that_fails_for_one_person_tells_the_others(caplog):
    broken, person = graduate(), graduate()
    User.objects.filter(pk=broken.pk).update(email="not an address")

    assert tell_at(noon(7)) == 1

    assert kinds(person) == ["access/ending"]
    assert WindowNotice.objects.get().person == person
    assert f"{window_notices.JOB} passes over [{broken.pk}]" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_tell_due_that_runs_twice_at_once_tells_once():
    people = [graduate() for _ in range(3)]

    race(*[lambda: tell_at(noon(7))] * 3)

    assert [kinds(person) for person in people] == [["access/ending"]] * 3
    assert WindowNotice.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_tell_due_beside_an_extension_never_leaves_a_false_notice():
    person, boss = graduate(), organiser()

    def extend():
        with clock.at(noon(7)):
            return grants.extend_grant(
                organiser=boss,
                person=person,
                circle=community(),
                days=60,
                reason="A gift",
            )

    race(lambda: tell_at(noon(7)), extend)

    with clock.at(noon(7)):
        send_due_mail()
    assert [letter.subject for letter in django_mail.outbox] == [
        "Your window is longer: it is open through Wednesday 17 February 2027"
    ]


def test_the_end_of_a_window_of_a_year_is_told_on_the_days_that_it_says():
    person = UserFactory()
    ends_at = calendar.window_end(date(2024, 2, 29), months=12, zone="Europe/Amsterdam")
    GrantFactory(
        person=person,
        starts_at=ends_at - timedelta(days=365),
        ends_at=ends_at,
        zone="Europe/Amsterdam",
    )

    tell_at(datetime(2025, 1, 29, 12, tzinfo=UTC))

    assert subjects(person) == ["Your window closes on Friday 28 February, in 30 days"]
