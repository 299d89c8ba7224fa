"""The banner on pages in the last 30 days, and putting it away."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.models import Circle, WindowNotice
from access.services import grants
from access.services.window_notices import notify_due, put_away
from core import clock
from outbox.models import Mail
from tests.access.window.people import ENDS_AT, SECOND, graduate, noon
from tests.factories.access import (
    GrantFactory,
    community,
    expired,
    member,
    organiser,
)
from tests.racing import race

pytestmark = pytest.mark.django_db

HIDE = "/me/window-notice/hide/"
PAGE = "/stories/"


def page_at(client, moment, path=PAGE):
    with clock.at(moment):
        return client.get(path).content.decode()


def shows(client, moment):
    return "Your window closes" in page_at(client, moment)


def hide_at(client, moment, milestone, page=PAGE):
    with clock.at(moment):
        return client.post(HIDE, {"milestone": milestone, "next": page})


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (30, "on Saturday 19 December, in 30 days."),
        (27, "on Saturday 19 December, in 27 days."),
        (7, "on Saturday 19 December, in 7 days."),
        (1, "tomorrow, Saturday 19 December, at the end of the day in Amsterdam."),
        (0, "today, at the end of the day in Amsterdam."),
    ],
)
@pytest.mark.parametrize("path", ["/", PAGE, "/forum/", "/me/settings/"])
def test_the_banner_names_the_last_day(client, path, days, words):
    client.force_login(graduate())

    page = page_at(client, noon(days), path)

    assert page.count(f"<strong>Your window closes {words}</strong>") == 1
    assert "See your access" in page


def test_the_banner_comes_with_thirty_days_and_goes_with_the_window(client):
    client.force_login(graduate())

    moments = (noon(31), noon(30), ENDS_AT - SECOND, ENDS_AT)

    assert [shows(client, moment) for moment in moments] == [False, True, True, False]


@pytest.mark.parametrize("path", ["/", PAGE])
def test_a_banner_says_how_long_reading_goes_on(client, path):
    Circle.objects.filter(pk=community().pk).update(grace_days=14)
    client.force_login(graduate())

    pages = [
        page_at(client, moment, path)
        for moment in (ENDS_AT - SECOND, ENDS_AT, ENDS_AT + timedelta(days=14))
    ]

    assert ["You can go on reading" in page for page in pages] == [False, True, False]
    assert pages[1].count("Your window is closed.") == 1


def test_the_banner_is_not_for_visitors_nor_for_those_without_an_end(client):
    assert not shows(client, noon(7))

    client.force_login(expired())
    assert not shows(client, noon(7))


def test_the_banner_does_not_stand_above_the_access_page_that_says_it_all(client):
    client.force_login(graduate())

    assert "Hide until" not in page_at(client, noon(7), "/me/access/")


def test_the_banner_says_until_when_it_can_be_hidden(client):
    client.force_login(graduate())

    found = {days: page_at(client, noon(days)) for days in (27, 7, 1, 0)}

    assert "Hide until 12 December" in found[27]
    assert "Hide until 18 December" in found[7]
    assert "Hide until 19 December" in found[1]
    assert ">Hide</button>" in found[0]


def test_hide_puts_the_banner_away_until_the_next_milestone_on_every_device(
    client,
):
    person = graduate()
    client.force_login(person)
    other = type(client)()
    other.force_login(person)

    response = hide_at(client, noon(27), 30, "/forum/?page=1")

    assert (response.status_code, response["Location"]) == (302, "/forum/?page=1")
    assert [shows(device, noon(26)) for device in (client, other)] == [False, False]
    assert [shows(client, noon(days)) for days in (8, 7, 1, 0)] == [
        False,
        True,
        True,
        True,
    ]


def test_hide_of_one_person_hides_nothing_of_another(client):
    ana, ben = graduate(), graduate()
    client.force_login(ana)
    hide_at(client, noon(7), 7)

    client.force_login(ben)

    assert shows(client, noon(7))


def test_hide_from_a_page_that_was_left_open_hides_nothing_new(client):
    client.force_login(graduate())

    hide_at(client, noon(7), 30)

    assert shows(client, noon(7))
    assert not WindowNotice.objects.exists()


@pytest.mark.parametrize("milestone", ["", "x", "-1", "31", "7.0", "٧"])
def test_hide_of_what_is_no_milestone_writes_nothing(client, milestone):
    client.force_login(graduate())

    assert hide_at(client, noon(7), milestone).status_code == 302
    assert not WindowNotice.objects.exists()


@pytest.mark.parametrize(
    "page",
    [
        "",
        "abc",
        "access:access_detail",
        "./stories/",
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
    ],
)
def test_hide_leads_to_no_page_but_ours(client, page):
    client.force_login(graduate())

    assert hide_at(client, noon(7), 7, page)["Location"] == "/"


def test_hide_of_a_visitor_leads_to_the_sign_in_page(client):
    response = client.post(HIDE, {"milestone": 7})

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
    assert not WindowNotice.objects.exists()


def test_hide_is_no_link(client):
    assert client.get(HIDE).status_code == 405


def test_a_banner_that_was_put_away_comes_back_with_another_end(client):
    person, boss = graduate(), organiser()
    client.force_login(person)
    hide_at(client, noon(7), 7)
    with clock.at(noon(7)):
        grants.extend_grant(
            organiser=boss, person=person, circle=community(), days=5, reason="A gift"
        )

    assert "in 12 days" in page_at(client, noon(7))


def test_putting_away_neither_tells_nor_keeps_from_telling():
    person = graduate()
    with clock.at(noon(7)):
        assert put_away(person=person, milestone=7)
        assert put_away(person=person, milestone=7)

        assert notify_due() == 1
        assert notify_due() == 0
    row = WindowNotice.objects.get()
    assert (row.notified_at, row.put_away_at) == (noon(7), noon(7))


def queries_of(client, moment):
    page_at(client, moment)
    with CaptureQueriesContext(connection) as queries:
        page_at(client, moment)
    return len(queries)


def test_the_banner_costs_a_query_in_the_last_thirty_days_and_none_before(client):
    client.force_login(member())
    plain = queries_of(client, clock.now())

    client.force_login(graduate())

    assert queries_of(client, noon(31)) == plain
    assert queries_of(client, noon(7)) == plain + 1


@pytest.mark.django_db(transaction=True)
def test_put_away_on_two_devices_at_once_writes_one_row():
    person = graduate()

    def action():
        with clock.at(noon(7)):
            return put_away(person=person, milestone=7)

    assert race(action, action, action) == [True, True, True]
    assert WindowNotice.objects.count() == 1


@pytest.mark.parametrize(
    ("fate", "said"),
    [
        ("sent_at", "30 days before: sent by mail and shown on your pages"),
        ("dropped_at", "30 days before: shown on your pages; the mail was not sent"),
        ("", "30 days before: shown on your pages, and by mail in the morning"),
    ],
)
def test_what_we_tell_you_says_what_became_of_the_mail(client, fate, said):
    person = graduate()
    client.force_login(person)
    with clock.at(noon(30)):
        notify_due()
    if fate:
        Mail.objects.update(**{fate: noon(30)})

    assert said in page_at(client, noon(27), "/me/access/")


def test_what_we_tell_you_and_when(client):
    person = graduate()
    client.force_login(person)
    with clock.at(noon(30)):
        notify_due()
    Mail.objects.update(sent_at=noon(30))

    page = page_at(client, noon(27), "/me/access/")

    section = page.partition("What we tell you, and when")[2]
    assert re.findall(r">(\d+ \w+)</time>", section) == [
        "19 November",
        "12 December",
        "18 December",
        "19 December",
        "20 December",
    ]
    assert "30 days before: sent by mail and shown on your pages" in section
    assert "7 days before, by mail and on your pages, unless your window" in section
    assert "A last note that says what you still have, and nothing after it" in section


def test_what_we_tell_you_leaves_out_days_before_the_window_opened(client):
    with clock.at(noon(10)):
        person = GrantFactory(
            starts_at=noon(10), ends_at=ENDS_AT, zone="Europe/Amsterdam"
        ).person
    client.force_login(person)

    page = page_at(client, noon(9), "/me/access/")

    assert "30 days before" not in page
    assert "7 days before" in page


def test_what_we_tell_you_leaves_out_days_that_passed_in_silence(client):
    client.force_login(graduate())

    page = page_at(client, noon(3), "/me/access/")

    assert "7 days before" not in page
    assert "1 day before" in page


def test_what_we_tell_you_is_not_there_without_an_end(client):
    client.force_login(expired())

    assert "What we tell you" not in client.get("/me/access/").content.decode()
