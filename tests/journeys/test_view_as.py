"""An organiser looks at the day after the end, through the eyes of a member."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core import clock
from forum.enums import Audience, Right, TeaserStyle
from forum.services.categories import set_rights
from forum.services.threads import start_thread
from tests.factories.access import GrantFactory, community, organiser
from tests.factories.accounts import UserFactory
from tests.factories.forum import CategoryFactory
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.steps import follow, heading, press

pytestmark = pytest.mark.django_db(transaction=True)

THREAD = "Which team did you turn down, and why?"


@pytest.fixture
def boss():
    return organiser(handle="hilde", display_name="Hilde Aas")


@pytest.fixture
def ines():
    person = UserFactory(handle="ines", display_name="Inês Rocha", zone="Europe/Lisbon")
    GrantFactory(person=person, ends_at=clock.now() + timedelta(days=20))
    return person


@pytest.fixture
def thread(boss, ines):
    category = CategoryFactory(name="Crossings", teaser_style=TeaserStyle.TITLE)
    inside = (Audience.CIRCLE, community())
    rights = [(inside, Right.READ), (inside, Right.START)]
    rights.append(((Audience.EVERYONE, None), Right.TEASER))
    set_rights(organiser=boss, category=category, rights=rights)
    return start_thread(author=ines, category=category, title=THREAD, body="Tell me.")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_organiser_sees_the_day_after_the_end(
    open_page, sign_in, assert_accessible, boss, ines, thread, viewport
):
    page = sign_in(open_page(viewport=viewport), boss)
    page.goto(reverse("access:organise_person", args=["ines"]))
    follow(page, "See the site as Inês Rocha")
    assert_accessible(page)
    day_after = clock.now() + timedelta(days=21)
    page.get_by_label("Date").fill(f"{day_after:%Y-%m-%d}")
    page.get_by_label("Time").fill("09:30")
    page.get_by_label("Reason").fill("She asks what will be left.")
    press(page, "See the site as them")

    bar = page.get_by_role("region", name="Whom you see the site as")
    expect(bar).to_contain_text("You see the site as Inês Rocha (@ines)")
    expect(bar).to_contain_text(f"{day_after.day} {day_after:%B %Y}, 09:30")
    assert_accessible(page)
    assert page.goto(thread.get_absolute_url()).status == 403
    heading(page, "This thread is in a members’ category, and your window is closed.")
    expect(bar).to_be_visible()
    assert page.goto(reverse("notifications:notice_index")).status == 403
    expect(page.get_by_role("main")).to_contain_text(
        "This page is not shown while you see the site as someone else."
    )
    assert fits(page)

    bar.get_by_role("button", name="Stop").click()
    heading(page, "Inês Rocha")
    expect(bar).to_have_count(0)
    assert page.goto(thread.get_absolute_url()).status == 200
    # Nothing of it was kept for the member.
    assert sign_in(open_page(), ines).goto(thread.get_absolute_url()).status == 200


def fits(page):
    """Nothing scrolls sideways."""
    return page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
