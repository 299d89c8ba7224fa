import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from icalendar import Calendar

from access.calendar import start_of_day
from access.models import Grant
from access.services import grants
from core import clock
from tests.factories.access import (
    CircleFactory,
    GrantFactory,
    RestrictionFactory,
    community,
    expired,
    member,
    moderator,
    organiser,
    suspended,
)
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/me/access/"


@pytest.fixture
def graduate():
    """A person in Lisbon whose window is open through 19 December 2026."""
    person = UserFactory(zone="Europe/Lisbon")
    with clock.at(datetime(2025, 12, 19, 12, tzinfo=UTC)):
        grants.grant_window(
            organiser=organiser(),
            person=person,
            circle=community(),
            anchor_on=date(2025, 12, 19),
            reason="Graduate of cohort 2",
        )
    return person


def test_detail_leads_a_visitor_to_the_sign_in_page_and_back(client):
    response = client.get(PAGE)

    assert response.status_code == 302
    assert response.url == f"{reverse('account_login')}?next=/me/access/"


def test_detail_names_the_last_day_and_the_hour_in_the_readers_zone(client, graduate):
    client.force_login(graduate)
    with clock.at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        page = client.get(PAGE).content.decode()

    assert "<b>27</b>" in page
    assert "through Saturday 19 December 2026" in page
    assert "It ends with the day in Amsterdam" in page
    assert "19 December 2026, 23:00</time> in Lisbon, your time" in page
    assert "Graduate of cohort 2" in page


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (18, "<b>1</b><span><strong>day left</strong>"),
        (19, "<strong>The last day</strong> is Saturday 19 December 2026."),
    ],
)
def test_detail_counts_the_days_and_names_the_last_one(client, graduate, day, said):
    client.force_login(graduate)
    with clock.at(datetime(2026, 12, day, 12, tzinfo=UTC)):
        page = client.get(PAGE).content.decode()

    assert said in page
    assert "0 days left" not in page


@pytest.mark.parametrize("page", [PAGE, "/me/"])
def test_a_suspension_is_told_with_its_end_on_ones_own_clock(client, page):
    person = suspended(zone="Europe/Lisbon")
    client.force_login(person)
    end = person.restrictions.get().ends_at.astimezone(ZoneInfo("Europe/Lisbon"))

    shown = client.get(page).content.decode()

    assert "You can read but not write until" in shown
    assert f">{end:%-d %B %Y, %H:%M}</time> (Lisbon)." in shown
    client.force_login(member())
    assert "You can read but not write" not in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("make", "who"), [(moderator, "Moderators"), (organiser, "Organisers")]
)
@pytest.mark.parametrize("window", [None, {}, {"ended": True}])
def test_detail_tells_whoever_reads_everything_so(client, make, who, window):
    person = make()
    if window is not None:
        GrantFactory(person=person, **window)
    client.force_login(person)

    page = client.get(PAGE).content.decode()

    assert "Every room is open to you." in page
    assert "Closes on" not in page
    assert "Your window is closed" not in page
    assert ("A window of your own" in page) is (window is not None)
    assert f"{who} need no window" in page
    assert "Ask the organisers" not in page


@pytest.mark.parametrize(("days", "kept"), [(1, "1 day kept"), (2, "2 days kept")])
def test_detail_counts_the_days_that_a_pause_keeps(client, graduate, days, kept):
    client.force_login(graduate)
    with clock.at(datetime(2026, 12, 19 - days, 12, tzinfo=UTC)):
        grants.pause(
            organiser=organiser(), person=graduate, circle=community(), reason="Leave"
        )
        page = client.get(PAGE).content.decode()

    assert f"Paused, {kept}<br>" in page


def test_detail_counts_the_unbroken_span_over_a_renewal(client, graduate):
    client.force_login(graduate)
    with clock.at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        grants.renew_grant(
            organiser=organiser(), person=graduate, circle=community(), reason="Again"
        )
        page = client.get(PAGE).content.decode()

    assert "through Sunday 19 December 2027" in page
    assert "<strong>19 December 2025</strong><span>Your window opened" in page


def test_detail_stays_open_when_the_window_is_closed(client):
    client.force_login(expired())

    response = client.get(PAGE)

    assert response.status_code == 200
    assert "Your window is closed" in response.content.decode()


def test_detail_tells_a_paused_window_from_a_closed_one(client, graduate):
    client.force_login(graduate)
    with clock.at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        grants.pause(
            organiser=organiser(), person=graduate, circle=community(), reason="A year"
        )
        page = client.get(PAGE).content.decode()

    assert "Your window is paused." in page
    assert "27 days kept" in page
    assert "Your window is closed" not in page


@pytest.mark.parametrize("days", [None, 30])
def test_detail_promises_no_writing_to_whoever_is_suspended(client, days):
    person = UserFactory()
    RestrictionFactory(person=person)
    if days:
        coming(person, days)
    client.force_login(person)

    page = client.get(PAGE).content.decode()

    assert "you can read in the public categories" in page.lower()


def test_detail_of_a_new_person_says_how_a_window_opens(client):
    client.force_login(UserFactory())

    assert "no window yet" in client.get(PAGE).content.decode()


def coming(person, days, **fields):
    """A window of a year that opens with a day, so many days from now."""
    opens_at = start_of_day((clock.now() + timedelta(days=days)).date(), "Asia/Tokyo")
    return GrantFactory(
        person=person,
        starts_at=opens_at,
        ends_at=opens_at + timedelta(days=365),
        zone="Asia/Tokyo",
        **fields,
    )


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (UserFactory, "a window that is to come"),
        (expired, "Your window is closed"),
        (member, "days left"),
    ],
)
def test_detail_says_when_a_coming_window_opens(client, who, words):
    with clock.at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        person = who(zone="Europe/Lisbon")
        coming(person, 500)
        coming(person, 300)
        coming(person, 200, revoked_at=clock.now())
        client.force_login(person)
        page = client.get(PAGE).content.decode()

    assert words in page
    assert "no window yet" not in page
    plain = " ".join(re.sub(r"<[^>]+>", "", page).split())
    assert 'data-h="Since">18 September 2027</td>' in page
    [said] = re.findall(r"opens(?: again)? on (.*?your time\.)", plain)
    assert said == (
        "Saturday 18 September 2027, with the start of that day in Tokyo, "
        "which is 17 September 2027, 16:00 in Lisbon, your time."
    )


def test_detail_speaks_of_no_opening_where_the_next_window_follows_at_once(client):
    person = member()
    end = person.grants.get().ends_at
    GrantFactory(person=person, starts_at=end, ends_at=end + timedelta(days=30))
    client.force_login(person)

    assert "opens again" not in client.get(PAGE).content.decode()


def test_detail_asks_the_same_number_of_queries_for_one_grant_as_for_many(
    client, django_assert_max_num_queries
):
    few, many = member(), member()
    GrantFactory.create_batch(
        20, person=many, circle=CircleFactory(), granted_by=UserFactory()
    )
    counts = []
    for person in (few, many):
        client.force_login(person)
        client.get(PAGE)
        with django_assert_max_num_queries(99) as queries:
            client.get(PAGE)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_calendar_file_has_the_last_day_of_the_window(client, graduate):
    client.force_login(graduate)
    with clock.at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        response = client.get("/me/access/window.ics")

    event = Calendar.from_ical(response.content).walk("VEVENT")[0]
    assert event.decoded("dtstart") == date(2026, 12, 19)
    assert event.decoded("dtend") == date(2026, 12, 20)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"


def test_calendar_file_tells_on_the_morning_a_week_and_a_day_before(client, graduate):
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    client.force_login(graduate)
    with clock.at(now):
        response = client.get("/me/access/window.ics")

    [event] = Calendar.from_ical(response.content).walk("VEVENT")
    assert event.decoded("dtstamp") == now
    start = datetime.combine(event.decoded("dtstart"), time.min, tzinfo=UTC)
    alarms = event.walk("VALARM")
    assert [
        (alarm["action"], start + alarm.decoded("trigger")) for alarm in alarms
    ] == [
        ("DISPLAY", datetime(2026, 12, 12, 9, tzinfo=UTC)),
        ("DISPLAY", datetime(2026, 12, 18, 9, tzinfo=UTC)),
    ]
    assert [alarm["description"] for alarm in alarms] == [
        "Your Crossroads window closes in a week",
        "Your Crossroads window closes tomorrow",
    ]


@pytest.mark.parametrize("person", [UserFactory, expired])
def test_calendar_file_is_not_there_without_a_window(client, person):
    client.force_login(person())

    assert client.get("/me/access/window.ics").status_code == 404


def test_access_ends_and_comes_back_within_one_session(client, graduate):
    ends_at = Grant.objects.get(person=graduate).ends_at
    client.force_login(graduate)
    with clock.at(ends_at - timedelta(seconds=1)):
        assert "The last day</strong> is" in client.get(PAGE).content.decode()
    with clock.at(ends_at):
        assert "Your window is closed" in client.get(PAGE).content.decode()
        grants.renew_grant(
            organiser=organiser(), person=graduate, circle=community(), reason="Back"
        )
        assert "Your window is closed" not in client.get(PAGE).content.decode()
