import re
from datetime import timedelta

import pytest

from access.models import Grant
from access.services import grants
from core import clock
from tests.factories.access import (
    CircleFactory,
    GrantFactory,
    community,
    member,
    organiser,
)
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    boss = organiser()
    client.force_login(boss)
    return boss


def terms(**fields):
    return {
        "kind": "extend",
        "circle": community().pk,
        "days": 30,
        "reason": "A long winter",
        "step": "look",
    } | fields


def digest_of(response):
    return re.search(r'name="digest" value="(\w+)"', response.content.decode())[1]


def look_and_do(client, url, **fields):
    """Look at the dry run, then do exactly what it showed."""
    data = terms(**fields)
    shown = client.post(url, data)
    return client.post(url, data | {"step": "do", "digest": digest_of(shown)})


def test_person_shows_what_would_change_and_writes_nothing(client, boss):
    person = member()

    response = client.post(f"/organise/people/{person.handle}/access/", terms())

    assert response.status_code == 200
    assert "1 member +30 days, 0 shortened" in response.content.decode()
    assert person.grants.count() == 1


def test_what_would_change_takes_focus_and_a_warning_goes_before_it(client, boss):
    url = f"/organise/people/{member().handle}/access/"

    shown = client.post(url, terms())
    late = client.post(url, terms(step="do", digest="another"))

    heading = 'id="plan-h" tabindex="-1" data-focus'
    assert heading in shown.content.decode()
    assert late.status_code == 409
    assert heading not in late.content.decode()
    assert Grant.objects.count() == 1


def test_person_does_what_was_shown(client, boss):
    person = member()
    first = person.grants.get()

    response = look_and_do(client, f"/organise/people/{person.handle}/access/")

    assert response.status_code == 302
    added = person.grants.latest("pk")
    assert (added.starts_at, added.reason) == (first.ends_at, "A long winter")


def test_circle_changes_everyone_at_once(client, boss):
    cohort = CircleFactory(kind="cohort")
    people = [member() for _ in range(3)] + [GrantFactory(for_life=True).person]
    for person in people:
        GrantFactory(person=person, circle=cohort)
    url = f"/organise/circles/{cohort.slug}/access/"

    shown = client.post(url, terms()).content.decode()
    response = look_and_do(client, url)

    assert "3 members +30 days, 1 for life unchanged, 0 shortened" in shown
    assert response.status_code == 302
    assert Grant.objects.filter(source="extension").count() == 3


def test_circle_acts_on_the_circle_that_it_was_opened_for(client, boss):
    cohort = CircleFactory(name="Cohort 7", kind="cohort")
    person = member()
    GrantFactory(person=person, circle=cohort)
    url = f"/organise/circles/{cohort.slug}/access/"
    form = client.get(url).context["form"]
    window = person.grants.get(circle=community()).ends_at

    assert form["circle"].value() in {cohort, cohort.pk}
    fields = {"circle": cohort.pk}
    shown = client.post(url, terms(**fields))
    late = client.post(url, terms(**fields, step="do", digest="another"))
    client.post(url, terms(**fields, step="do", digest=digest_of(shown)))
    done = client.get(f"/organise/circles/{cohort.slug}/").content.decode()

    where = "The place in Cohort 7, of everyone in Cohort 7."
    assert where in shown.content.decode()
    assert where in late.content.decode()
    assert "This is about the place in Cohort 7." in late.content.decode()
    assert "It is the place in Cohort 7, of everyone in Cohort 7." in done
    assert person.grants.filter(source="extension").get().circle == cohort
    assert person.grants.get(circle=community()).ends_at == window


def test_circle_leads_to_the_windows_of_its_people_as_well(client, boss):
    cohort = CircleFactory(kind="cohort")
    url = f"/organise/circles/{cohort.slug}/"

    page = client.get(url).content.decode()
    form = client.get(f"{url}access/?circle=community").context["form"]

    assert f'href="{url}access/?circle=community"' in page
    assert form["circle"].value() in {community(), community().pk}
    community_page = client.get("/organise/circles/community/").content.decode()
    assert "?circle=community" not in community_page


def test_grant_says_whose_place_it_closed_and_where(client, boss):
    person = member(display_name="Mira Valk")
    url = f"/organise/grants/{person.grants.get().pk}/revoke/"
    digest = digest_of(client.get(url))

    client.post(url, {"reason": "A mistake", "digest": digest})
    page = client.get(f"/organise/people/{person.handle}/").content.decode()

    assert "The place of Mira Valk in Community is closed." in page


def test_person_opens_a_place_for_who_has_none(client, boss):
    person = UserFactory()

    look_and_do(
        client, f"/organise/people/{person.handle}/access/", kind="open", months=12
    )

    grant = person.grants.get()
    assert (grant.months, grant.granted_by) == (12, boss)


def test_person_opens_a_place_for_life(client, boss):
    person = UserFactory()

    look_and_do(
        client, f"/organise/people/{person.handle}/access/", kind="open", months=0
    )

    assert person.grants.get().is_for_life


def test_person_pauses_and_resumes(client, boss):
    person = member()
    url = f"/organise/people/{person.handle}/access/"

    look_and_do(client, url, kind="pause")
    assert not person.grants.open_at(clock.now()).exists()
    look_and_do(client, url, kind="resume")

    assert person.grants.open_at(clock.now()).count() == 1


def test_person_who_changed_meanwhile_is_shown_anew_and_nothing_is_written(
    client, boss
):
    person = member()
    url = f"/organise/people/{person.handle}/access/"
    digest = digest_of(client.post(url, terms()))
    grants.extend_grant(
        organiser=boss, person=person, circle=community(), days=5, reason="Other"
    )

    response = client.post(url, terms(step="do", digest=digest))

    assert response.status_code == 409
    page = response.content.decode()
    assert "A long winter" in page
    assert "changed after you looked" in page
    assert person.grants.count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"reason": ""},
        {"days": ""},
        {"days": 0},
        {"days": -1},
        {"days": 10**9},
        {"kind": "renew", "months": ""},
        {"kind": "renew", "months": 0},
        {"kind": "open", "months": -1},
        {"kind": "open", "months": 12, "anchor_on": "soon"},
        {"kind": "revoke_one"},
        {"kind": "steal"},
        {"circle": 0},
        {"reason": "NUL \x00 byte"},
        {"reason": "x" * 1_001},
    ],
)
def test_person_refuses_what_is_wrong_and_keeps_the_rest(client, boss, fields):
    person = member()

    response = client.post(
        f"/organise/people/{person.handle}/access/", terms(step="do", **fields)
    )

    assert response.status_code == 422
    assert person.grants.count() == 1
    if "reason" not in fields:
        assert "A long winter" in response.content.decode()


@pytest.mark.parametrize("anchor_on", ["9999-12-31", "2001-01-01"])
def test_person_is_told_why_a_date_opens_nothing(client, boss, anchor_on):
    person = UserFactory()

    response = client.post(
        f"/organise/people/{person.handle}/access/",
        terms(kind="open", months=12, anchor_on=anchor_on),
    )

    assert response.status_code == 200
    assert "there is nothing to do" in response.content.decode()
    assert not person.grants.exists()


def test_grant_shows_what_would_be_left_and_ends_it(client, boss):
    person = member()
    first = person.grants.get()
    GrantFactory(person=person, ends_at=clock.now() + timedelta(days=10))
    url = f"/organise/grants/{first.pk}/revoke/"

    shown = client.get(url)
    assert "1 member -90 days, 1 shortened" in shown.content.decode()
    assert client.post(url, {"reason": ""}).status_code == 422
    response = client.post(url, {"reason": "Asked", "digest": digest_of(shown)})

    assert response.status_code == 302
    first.refresh_from_db()
    assert first.revoke_reason == "Asked"
    assert person.grants.standing().count() == 1


def test_grant_without_a_look_is_not_ended(client, boss):
    grant = GrantFactory()

    response = client.post(f"/organise/grants/{grant.pk}/revoke/", {"reason": "Asked"})

    assert response.status_code == 409
    grant.refresh_from_db()
    assert grant.revoked_at is None


def test_person_is_offered_a_window_for_later_beside_an_open_one(client, boss):
    person = member()
    day = (clock.now() + timedelta(days=200)).date()

    response = look_and_do(
        client,
        f"/organise/people/{person.handle}/access/",
        kind="open",
        months=12,
        anchor_on=day.isoformat(),
    )

    assert response.status_code == 302
    assert person.grants.latest("pk").anchor_on == day


def test_grant_under_an_extension_is_shown_as_a_closing_in_red(client, boss):
    person = UserFactory()
    first = grants.grant_window(
        organiser=boss,
        person=person,
        circle=community(),
        anchor_on=clock.now().date(),
    )
    grants.extend_grant(
        organiser=boss, person=person, circle=community(), days=30, reason="Kind"
    )

    page = client.get(f"/organise/grants/{first.pk}/revoke/").content.decode()

    assert "1 member closed, 1 shortened" in page
    assert "<strong>Closed</strong>" in page
    assert "Closed, opens again on" in page
    assert 'class="btn danger"' in page


def test_grant_that_is_revoked_already_offers_no_button(client, boss):
    grant = GrantFactory()
    grants.revoke_grant(organiser=boss, grant=grant, reason="Asked")

    page = client.get(f"/organise/grants/{grant.pk}/revoke/").content.decode()

    assert "there is nothing to do" in page
    assert "End it now" not in page


@pytest.mark.parametrize(
    ("looked", "pressed"),
    [
        ({"kind": "pause"}, {"kind": "revoke"}),
        ({"days": 30}, {"circle": "another"}),
        ({"kind": "open", "months": 1}, {"months": 2}),
    ],
)
def test_person_is_shown_anew_what_was_not_looked_at(client, boss, looked, pressed):
    person, another = member(), CircleFactory()
    if pressed.get("circle"):
        pressed = {"circle": another.pk}
    url = f"/organise/people/{person.handle}/access/"
    digest = digest_of(client.post(url, terms(**looked)))

    response = client.post(url, terms(**looked | pressed, step="do", digest=digest))

    assert response.status_code == 409
    page = response.content.decode()
    assert "This is not what you looked at. Nothing has been written." in page
    assert "A long winter" in page
    assert person.grants.get().revoked_at is None


def test_person_may_mend_the_reason_after_the_look(client, boss):
    person = member()
    url = f"/organise/people/{person.handle}/access/"
    digest = digest_of(client.post(url, terms()))

    client.post(url, terms(step="do", digest=digest, reason="A longer winter"))

    assert person.grants.latest("pk").reason == "A longer winter"


def test_grant_that_is_over_offers_no_button_and_says_why(client, boss):
    grant = GrantFactory(ended=True)

    page = client.get(f"/organise/grants/{grant.pk}/revoke/").content.decode()
    person = client.get(f"/organise/people/{grant.person.handle}/").content.decode()

    assert "This place ended by itself on" in page
    assert "End it now" not in page
    assert "End now" not in person


@pytest.mark.parametrize("asked", ["circle=%00", "circle=no-such", "kind=%00"])
def test_person_asked_of_a_circle_that_is_none_shows_the_form(client, boss, asked):
    page = client.get(f"/organise/people/{member().handle}/access/?{asked}")

    assert page.status_code == 200
    assert page.context["form"].initial["circle"] == community()
