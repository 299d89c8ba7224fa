from datetime import timedelta

import pytest

from accounts.models import Circle, Grant
from core import clock
from tests.factories.accounts import (
    GrantFactory,
    RoleFactory,
    UserFactory,
    community,
    member,
    mentor,
    moderator,
    organiser,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    boss = organiser()
    client.force_login(boss)
    return boss


def window_data(**fields):
    return {
        "circle": community().pk,
        "anchor_on": clock.now().date().isoformat(),
        "months": 12,
        "reason": "Graduate",
    } | fields


@pytest.mark.parametrize("person", [None, UserFactory, member, moderator, mentor])
def test_desk_is_not_there_for_anyone_else(client, person):
    target = member()
    if person:
        client.force_login(person())
    before = Grant.objects.count()
    pages = ["", "people/", f"people/{target.handle}/", "circles/", "circles/new/"]
    posts = [
        f"people/{target.handle}/grants/",
        f"people/{target.handle}/roles/",
        f"people/{target.handle}/community/extend/",
        f"grants/{target.grants.get().pk}/revoke/",
    ]

    got = {client.get(f"/organise/{page}").status_code for page in pages}
    posted = {client.post(f"/organise/{page}").status_code for page in posts}

    assert (got, posted) == ({404}, {404})
    assert Grant.objects.count() == before
    assert target.grants.get().revoked_at is None


def test_desk_is_not_there_before_the_second_factor(client):
    client.force_login(RoleFactory(kind="organiser").person)

    assert client.get("/organise/").status_code == 404


def test_grant_create_opens_a_window(client, boss):
    person = UserFactory()

    response = client.post(f"/organise/people/{person.handle}/grants/", window_data())

    assert response.status_code == 302
    grant = person.grants.get()
    assert (grant.months, grant.granted_by, grant.reason) == (12, boss, "Graduate")


def test_grant_create_with_no_months_is_for_life(client, boss):
    person = UserFactory()

    client.post(f"/organise/people/{person.handle}/grants/", window_data(months=0))

    assert person.grants.get().is_for_life


@pytest.mark.parametrize(
    "fields",
    [
        {"reason": ""},
        {"months": -1},
        {"months": "twelve"},
        {"anchor_on": "9999-12-31"},
        {"anchor_on": "2001-01-01"},
        {"circle": 0},
        {"reason": "NUL \x00 byte"},
    ],
)
def test_grant_create_refuses_what_is_wrong_and_keeps_the_text(client, boss, fields):
    person = UserFactory()

    response = client.post(
        f"/organise/people/{person.handle}/grants/", window_data(**fields)
    )

    assert response.status_code == 422
    assert not person.grants.exists()
    if fields.get("reason") is None:
        assert "Graduate" in response.content.decode()


@pytest.mark.parametrize(
    ("act", "data"),
    [
        ("extend", {"days": 30, "reason": "Kind"}),
        ("renew", {"months": 12, "reason": "Again"}),
    ],
)
def test_grant_act_adds_at_the_end(client, boss, act, data):
    person = UserFactory()
    client.post(f"/organise/people/{person.handle}/grants/", window_data())
    first = person.grants.get()
    url = f"/organise/people/{person.handle}/community/{act}/"

    assert client.get(url).status_code == 200
    assert client.post(url, data).status_code == 302

    assert person.grants.latest("pk").starts_at == first.ends_at


def test_grant_act_says_why_a_closed_window_has_no_end_to_move(client, boss):
    person = GrantFactory(ended=True).person
    url = f"/organise/people/{person.handle}/community/extend/"

    response = client.post(url, {"days": 30, "reason": "Late but kind"})

    assert response.status_code == 422
    page = response.content.decode()
    assert "There is no open window here." in page
    assert "Late but kind" in page
    assert person.grants.count() == 1


def test_grant_pause_and_resume(client, boss):
    person = member()
    url = f"/organise/people/{person.handle}/community"

    client.post(f"{url}/pause/", {"reason": "Leave"})
    assert not person.grants.open_at(clock.now()).exists()
    client.post(f"{url}/resume/", {"reason": "Back"})

    assert person.grants.open_at(clock.now()).count() == 1


def test_grant_revoke_asks_for_a_reason(client, boss):
    grant = GrantFactory()
    url = f"/organise/grants/{grant.pk}/revoke/"

    assert client.post(url, {"reason": ""}).status_code == 422
    grant.refresh_from_db()
    assert grant.revoked_at is None

    assert client.post(url, {"reason": "Asked for"}).status_code == 302
    grant.refresh_from_db()
    assert grant.revoke_reason == "Asked for"


def test_role_create_and_end(client, boss):
    person = UserFactory()
    url = f"/organise/people/{person.handle}/roles/"

    client.post(url, {"kind": "moderator", "reason": "Trusted"})
    role = person.roles.get()
    client.post(f"/organise/roles/{role.pk}/end/")

    role.refresh_from_db()
    assert role.ended_by == boss


def test_circle_create_makes_a_circle_and_never_a_second_community(client, boss):
    data = {
        "name": "Cohort 3",
        "slug": "cohort-3",
        "kind": "cohort",
        "zone": "Europe/Amsterdam",
        "description": "",
    }

    assert client.post("/organise/circles/new/", data).status_code == 302
    again = client.post("/organise/circles/new/", data)
    second = client.post(
        "/organise/circles/new/", data | {"slug": "x", "kind": "community"}
    )

    assert (again.status_code, second.status_code) == (422, 422)
    assert Circle.objects.count() == 2


def test_people_are_found_by_name_and_address(client, boss):
    UserFactory(display_name="Zora Quill", email="zq@example.org")

    assert "Zora Quill" in client.get("/organise/people/?q=zora").content.decode()
    assert "Zora Quill" in client.get("/organise/people/?q=ZQ@ex").content.decode()
    assert "Nobody" in client.get("/organise/people/?q=nobody-here").content.decode()
    assert client.get("/organise/people/?q=%00").status_code == 200


def test_person_shows_the_whole_ledger(client, boss):
    person = member()
    GrantFactory(
        person=person,
        revoked_at=clock.now() - timedelta(days=1),
        revoke_reason="Wrong person",
    )

    page = client.get(f"/organise/people/{person.handle}/").content.decode()

    assert "Wrong person" in page
