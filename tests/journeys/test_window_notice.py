"""The last days of a window: told by mail and by a banner, on all devices."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from playwright.sync_api import expect

from access import calendar
from access.models import Grant
from access.services import grants
from core import clock
from tests.factories import access
from tests.journeys.steps import letters_to

pytestmark = pytest.mark.django_db(transaction=True)

ZONE = "Europe/Amsterdam"


@pytest.fixture
def graduate():
    """Someone whose window of a year has 7 days left."""
    person = access.member(zone="Europe/Lisbon")
    last_day = clock.now().date() + timedelta(days=7)
    ends_at = calendar.end_of_day(last_day, ZONE)
    Grant.objects.filter(person=person).update(
        starts_at=ends_at - timedelta(days=365), ends_at=ends_at, zone=ZONE
    )
    return person


def banner(page):
    return page.get_by_role("region", name="Your window")


def test_the_end_of_a_window_is_told_and_put_away(
    graduate, sign_in, page_without_scripts, page, phone, assert_accessible
):
    desk, pocket = sign_in(page_without_scripts, graduate), sign_in(phone, graduate)

    desk.goto("/forum/")
    expect(banner(desk)).to_contain_text("in 7 days.")
    sign_in(page, graduate).goto("/forum/")
    assert_accessible(page)

    desk.get_by_role("button", name="Hide until").click()
    expect(desk).to_have_url(re.compile(r"/forum/$"))
    expect(banner(desk)).to_have_count(0)
    pocket.goto("/stories/")
    expect(banner(pocket)).to_have_count(0)

    grants.extend_grant(
        organiser=access.organiser(),
        person=graduate,
        circle=access.community(),
        days=3,
        reason="A gift",
    )
    pocket.goto("/stories/")
    expect(banner(pocket)).to_contain_text("in 10 days.")
    banner(pocket).get_by_role("link", name="See your access").click()
    expect(pocket.get_by_role("heading", name="Your access")).to_be_visible()
    expect(pocket.get_by_text("What we tell you, and when")).to_be_visible()

    # The worker sends the message of the extension, and no reminder beside it.
    [letter] = letters_to(graduate.email)
    assert letter.subject.startswith("Your window is longer: it is open through")
    assert [one.to for one in mail.outbox] == [[graduate.email]]
