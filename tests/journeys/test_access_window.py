"""The window as people live it, with the clock moved for the whole site."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import expect

from access.models import Grant
from access.services import grants
from accounts.models import AuditEntry, User
from forum.enums import Audience, Right, TeaserStyle
from forum.services.categories import set_rights
from forum.services.threads import start_thread
from onboarding.services.inviting import invite_by_mail
from tests.accounts.auth.steps import NEW_PASSWORD
from tests.factories.access import GrantFactory, community, organiser
from tests.factories.accounts import UserFactory
from tests.factories.forum import CategoryFactory
from tests.journeys.steps import (
    code_in,
    follow,
    heading,
    letters_to,
    link_in,
    post,
    press,
)

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "ines@example.org"
THREAD = "Which team did you turn down, and why?"
REPLY = "The bigger one, and I would do so again."
ASKED = "I begin at a new place in March and would like another year."

# Graduated on a leap day; the last day is 28 February, in Amsterdam.
GRADUATION = datetime(2028, 2, 29, 10, tzinfo=UTC)
A_MONTH_BEFORE = datetime(2029, 1, 29, 10, tzinfo=UTC)
ENDS = datetime(2029, 2, 28, 23, tzinfo=UTC)
MORNING_AFTER = datetime(2029, 3, 1, 10, tzinfo=UTC)


def members_thread(boss):
    """A thread in a room for members, whose door shows titles."""
    category = CategoryFactory(name="Crossings", teaser_style=TeaserStyle.TITLE)
    inside = (Audience.CIRCLE, community())
    rights = [(inside, right) for right in (Right.READ, Right.START, Right.REPLY)]
    rights.append(((Audience.EVERYONE, None), Right.TEASER))
    set_rights(organiser=boss, category=category, rights=rights)
    author = UserFactory(handle="bram", display_name="Bram Otte")
    GrantFactory(person=author, for_life=True)
    return start_thread(author=author, category=category, title=THREAD, body="Tell me.")


def test_a_graduate_from_invitation_to_closed_door_to_renewal(
    open_page, sign_in, assert_accessible
):
    with time_machine.travel(GRADUATION):
        boss = organiser(handle="hilde", display_name="Hilde Aas")
        thread = members_thread(boss)
        invites(boss)
        page = open_page(timezone_id="Europe/Lisbon")
        joins(page)
        finds_the_last_day(page, "through Wednesday 28 February 2029")
        replies(page, thread)

    ines = User.objects.get(email=ADDRESS)
    with time_machine.travel(A_MONTH_BEFORE):
        sign_in(page, ines)
        is_told_and_puts_the_banner_away(page)

    with time_machine.travel(ENDS - timedelta(minutes=5)):
        sign_in(page, ines)
        reads(page, thread)
    with time_machine.travel(ENDS):
        meets_the_closed_door(page, thread)
        assert_accessible(page)
        still_has_what_is_hers(page)

    with time_machine.travel(MORNING_AFTER):
        letter = letters_to(ADDRESS)[-1]
        assert letter.subject == "Your window closed on Wednesday 28 February 2029"
        asks_for_more(page)
        desk = sign_in(open_page(), boss)
        renews(desk, ines)
        # In the session in which the door was closed.
        reads(page, thread)
        finds_the_last_day(page, "through Friday 1 March 2030")
        assert "1 March 2030" in letters_to(ADDRESS)[-1].body


def invites(boss):
    invite_by_mail(
        organiser=boss,
        email=ADDRESS,
        name="Inês Rocha",
        circle=community(),
        anchor_on=GRADUATION.date(),
    )


def joins(page):
    [invitation] = letters_to(ADDRESS)
    page.goto(link_in(invitation, "/invitations/"))
    heading(page, "Inês Rocha, you are invited")
    follow(page, "Join and take the place")
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_label("Handle").fill("ines")
    page.get_by_label("Password").fill(NEW_PASSWORD)
    page.get_by_label("I agree to the terms").check()
    press(page, "Send me the code")
    expect(page.get_by_label("Code")).to_be_visible()
    page.get_by_label("Code").fill(code_in(letters_to(ADDRESS)[-1]))
    press(page, "Go on")
    heading(page, "Your access")


def finds_the_last_day(page, words):
    page.goto(reverse("access:access_detail"))
    expect(page.locator(".countdown")).to_contain_text(words)


def replies(page, thread):
    page.goto(thread.get_absolute_url())
    page.get_by_label("Your reply").fill(REPLY)
    press(page, "Reply")
    expect(post(page, 2)).to_contain_text(REPLY)


def is_told_and_puts_the_banner_away(page):
    letter = letters_to(ADDRESS)[-1]
    subject = "Your window closes on Wednesday 28 February, in 30 days"
    assert letter.subject == subject

    page.goto("/")
    banner = page.get_by_role("region", name="Your window")
    expect(banner).to_contain_text("closes on Wednesday 28 February, in 30 days")
    banner.get_by_role("button", name="Hide until 21 February").click()
    heading_of_home = page.get_by_role("heading", level=1)
    expect(heading_of_home).to_be_visible()
    expect(banner).to_have_count(0)


def reads(page, thread):
    assert page.goto(thread.get_absolute_url()).status == 200
    heading(page, THREAD)
    expect(post(page, 2)).to_contain_text(REPLY)
    expect(page.get_by_label("Your reply")).to_be_visible()


def meets_the_closed_door(page, thread):
    assert page.goto(thread.get_absolute_url()).status == 403
    heading(page, "This thread is in a members’ category, and your window is closed.")
    main = page.get_by_role("main")
    expect(main).to_contain_text("It closed on 28 February 2029.")
    expect(main).to_contain_text(THREAD)
    expect(main).not_to_contain_text("Tell me.")


def still_has_what_is_hers(page):
    follow(page, "1 post")
    expect(page.get_by_text(REPLY)).to_be_visible()


def asks_for_more(page):
    page.goto(reverse("access:access_detail"))
    expect(page.locator(".countdown")).to_contain_text("Your window is closed.")
    follow(page, "Ask the organisers")
    page.get_by_label("Your words").fill(ASKED)
    press(page, "Send it to the organisers")
    expect(page.get_by_text("Your question is with the organisers.")).to_be_visible()


def renews(page, person):
    page.goto(reverse("access:organise_person", args=[person.handle]))
    follow(page, "Change access")
    page.get_by_role("radio", name="Renew").check()
    page.get_by_label("Reason").fill("She asked for another year.")
    press(page, "Show what would change")
    expect(page.get_by_role("heading", name="1 member opened")).to_be_visible()
    assert Grant.objects.filter(person=person).count() == 1
    press(page, "Do exactly this")
    expect(page.get_by_text("Done: 1 member opened")).to_be_visible()


# --- A whole cohort ---------------------------------------------------------------

TODAY = datetime(2027, 3, 1, 10, tzinfo=UTC)
REASON = "The demo day moves to April."


def test_an_organiser_gives_a_cohort_thirty_days_more(
    open_page, sign_in, assert_accessible
):
    with time_machine.travel(TODAY):
        boss = organiser(handle="hilde", display_name="Hilde Aas")
        people = a_cohort(boss)
        desk = sign_in(open_page(), boss)
        looks_at_what_would_happen(desk, assert_accessible)
        assert not AuditEntry.objects.filter(action="access_extend").exists()

        # Between the look and the deed another organiser ends one place.
        grants.revoke_all(
            organiser=boss, person=people[-1], circle=community(), reason="She left."
        )
        is_asked_to_look_again(desk)
        does_it(desk)

        member = sign_in(open_page(), people[0])
        finds_the_last_day(member, "through Monday 31 May 2027")
        letter = letters_to(people[0].email)[-1]
        assert REASON in letter.body
        [entry] = AuditEntry.objects.filter(action="access_extend")
        assert (entry.actor, entry.reason) == (boss, REASON)


def a_cohort(boss):
    """Three with a window through 1 May 2027, and one for life."""
    people = [
        UserFactory(handle=f"graduate-{n}", display_name=f"Graduate {n}", zone="UTC")
        for n in (1, 2, 3)
    ]
    for person in people:
        grants.grant_window(
            organiser=boss,
            person=person,
            circle=community(),
            anchor_on=datetime(2026, 5, 1, tzinfo=UTC).date(),
            reason="Cohort 3",
        )
    founder = UserFactory(handle="founder", display_name="Founder")
    GrantFactory(person=founder, for_life=True)
    return people


def looks_at_what_would_happen(page, assert_accessible):
    page.goto(reverse("access:change_circle", args=["community"]))
    heading(page, "Change access for everyone in Community")
    page.get_by_role("radio", name="Add days").check()
    page.get_by_label("Days to add").fill("30")
    page.get_by_label("Reason").fill(REASON)
    press(page, "Show what would change")
    plan = page.get_by_role("region", name="3 members +30 days")
    expect(plan).to_contain_text("1 for life unchanged, 0 shortened")
    row = plan.get_by_role("row", name="Graduate 1")
    expect(row).to_contain_text("1 May 2027")
    expect(row).to_contain_text("31 May 2027")
    assert_accessible(page)


def is_asked_to_look_again(page):
    press(page, "Do exactly this")
    expect(page.get_by_role("main")).to_contain_text(
        "Someone's access changed after you looked. Nothing has been written."
    )
    expect(page.get_by_role("region", name="2 members +30 days")).to_be_visible()


def does_it(page):
    press(page, "Do exactly this")
    expect(page.get_by_text("Done: 2 members +30 days")).to_be_visible()
