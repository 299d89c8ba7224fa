import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access.access import Access
from access.models import Circle, Grant
from access.pages import found_by, page_of_people
from access.services.circles import FIELDS, save_circle
from access.services.grants import pause
from core import clock
from core.limits import ROWS_A_PAGE
from core.revisions import revision_of
from onboarding.services.access_requests import ask
from tests.factories.access import (
    CircleFactory,
    GrantFactory,
    RoleFactory,
    community,
    member,
    mentor,
    moderator,
    organiser,
)
from tests.factories.accounts import UserFactory
from tests.racing import race

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def boss(client):
    boss = organiser()
    client.force_login(boss)
    return boss


@pytest.mark.parametrize("person", [None, UserFactory, member, moderator, mentor])
def test_desk_is_not_there_for_anyone_else(client, person):
    target = member()
    if person:
        client.force_login(person())
    before = Grant.objects.count()
    pages = ["", "people/", f"people/{target.handle}/", "circles/", "circles/new/"]
    posts = [
        f"people/{target.handle}/access/",
        f"people/{target.handle}/roles/",
        "circles/community/access/",
        f"grants/{target.grants.get().pk}/revoke/",
    ]

    got = {client.get(f"/organise/{page}").status_code for page in pages}
    answers = [client.post(f"/organise/{page}") for page in posts]

    assert got == {404}
    if person:
        assert {answer.status_code for answer in answers} == {404}
    else:
        # An organiser whose session has ended comes back to the form.
        assert {answer["Location"].partition("?")[0] for answer in answers} == {
            "/accounts/login/"
        }
    assert Grant.objects.count() == before
    assert target.grants.get().revoked_at is None


def test_desk_is_not_there_before_the_second_factor(client):
    client.force_login(RoleFactory(kind="organiser").person)

    assert client.get("/organise/").status_code == 404


def test_organisers_see_beside_the_word_how_many_wait(client, boss):
    ask(person=member(), kind="window", text="A few more weeks.")
    UserFactory(approved_at=None)
    desk = client.get("/organise/")

    assert desk.context["organiser_queue_size"] == 2
    people, place = desk.content.decode().split("<h2>The place</h2>")
    assert [label in people for label in ("Requests", "Invitations", "let in")] == [
        True,
        True,
        True,
    ]
    assert "Requests" not in place


@pytest.mark.parametrize("make", [member, moderator])
def test_nobody_else_is_told_what_waits_at_the_desk(client, make):
    ask(person=member(), kind="window", text="A few more weeks.")
    client.force_login(make())

    with CaptureQueriesContext(connection) as asked:
        page = client.get("/me/access/")

    assert page.context["organiser_queue_size"] == 0
    assert not [q for q in asked if "COUNT" in q["sql"] and "accessrequest" in q["sql"]]


def test_role_create_and_end(client, boss):
    person = UserFactory()
    url = f"/organise/people/{person.handle}/roles/"

    client.post(url, {"kind": "moderator", "reason": "Trusted"})
    role = person.roles.get()
    client.post(f"/organise/roles/{role.pk}/end/")

    role.refresh_from_db()
    assert role.ended_by == boss


@pytest.mark.parametrize(
    ("fields", "offered"),
    [
        ({}, True),
        ({"for_life": True}, True),
        ({"ended": True}, False),
        ({"revoked_at": NOW}, False),
    ],
)
def test_person_offers_to_end_what_is_not_over(client, boss, fields, offered):
    grant = GrantFactory(**fields)

    page = client.get(f"/organise/people/{grant.person.handle}/").content.decode()

    assert (f"/organise/grants/{grant.pk}/revoke/" in page) is offered


def test_person_says_when_a_coming_window_opens(client, boss):
    start = datetime(2030, 5, 1, tzinfo=UTC)
    person = GrantFactory(starts_at=start, ends_at=start + timedelta(days=9)).person

    page = client.get(f"/organise/people/{person.handle}/").content.decode()

    assert "No window is open. The next one opens on 1 May 2030." in page


def test_circle_create_makes_a_circle_and_never_a_second_community(client, boss):
    data = {
        "name": "Cohort 3",
        "slug": "cohort-3",
        "kind": "cohort",
        "zone": "Europe/Amsterdam",
        "grace_days": 0,
        "description": "",
    }

    assert client.post("/organise/circles/new/", data).status_code == 302
    again = client.post("/organise/circles/new/", data)
    second = client.post(
        "/organise/circles/new/", data | {"slug": "x", "kind": "community"}
    )

    assert (again.status_code, second.status_code) == (422, 422)
    assert Circle.objects.count() == 2


def opened_with(client, url):
    """What a form carries of the row that it was made of."""
    return {"revision": client.get(url).context["form"]["revision"].value()}


def test_circle_edit_of_two_shows_the_second_what_the_first_saved(client, boss):
    circle = CircleFactory(slug="mentors-7", name="Before")
    url = "/organise/circles/mentors-7/"
    seen = opened_with(client, url)
    theirs = CIRCLE | {"name": "Theirs", "grace_days": 5}
    assert client.post(url, theirs | seen).status_code == 302

    late = client.post(url, CIRCLE | {"name": "Mine"} | seen)

    page = late.content.decode()
    circle.refresh_from_db()
    assert (late.status_code, circle.name, circle.grace_days) == (409, "Theirs", 5)
    assert "Nothing has been overwritten." in page
    assert "<dd>Theirs</dd>" in page
    assert late.context["form"]["name"].value() == "Mine"
    again = opened_with_answer(late)
    assert client.post(url, CIRCLE | {"name": "Mine"} | again).status_code == 302
    circle.refresh_from_db()
    assert (circle.name, circle.grace_days) == ("Mine", 0)


def opened_with_answer(response):
    return {"revision": response.context["form"]["revision"].value()}


def test_circle_edit_of_one_that_got_another_name_meanwhile_shows_both(client, boss):
    circle = CircleFactory(slug="mentors-7", name="Before")
    url = "/organise/circles/mentors-7/"
    seen = opened_with(client, url) | {"circle": str(circle.pk)}
    theirs = CIRCLE | {"slug": "mentors-eight", "name": "Theirs"}
    assert client.post(url, theirs | seen).status_code == 302

    late = client.post(url, CIRCLE | {"name": "Mine"} | seen)

    circle.refresh_from_db()
    assert (late.status_code, circle.name) == (409, "Theirs")
    assert "<dd>mentors-eight</dd>" in late.content.decode()
    assert late.context["form"]["name"].value() == "Mine"
    again = opened_with_answer(late) | {"circle": str(circle.pk)}
    assert client.post(url, CIRCLE | {"name": "Mine"} | again).status_code == 302


def test_circle_edit_form_carries_the_key_of_its_circle(client, boss):
    circle = CircleFactory(slug="mentors-7")

    page = client.get("/organise/circles/mentors-7/").content.decode()

    assert f'<input type="hidden" name="circle" value="{circle.pk}">' in page


@pytest.mark.parametrize("key", ["", "0", "-1", "x", "9" * 30])
def test_circle_edit_of_no_circle_is_not_found(client, boss, key):
    response = client.post("/organise/circles/no-such/", CIRCLE | {"circle": key})

    assert response.status_code == 404
    assert Circle.objects.filter(name=CIRCLE["name"]).count() == 0


@pytest.mark.parametrize("revision", ["", "another", "x" * 41])
def test_circle_edit_needs_what_it_was_opened_with(client, boss, revision):
    circle = CircleFactory(slug="mentors-7", name="Before")

    response = client.post(
        "/organise/circles/mentors-7/", CIRCLE | {"revision": revision}
    )

    circle.refresh_from_db()
    assert response.status_code == (409 if revision == "another" else 422)
    assert circle.name == "Before"


@pytest.mark.django_db(transaction=True)
def test_circle_edit_of_two_at_once_saves_one():
    circle, boss = CircleFactory(slug="mentors-7"), organiser()
    seen = revision_of(circle, FIELDS)

    def save(name):
        return save_circle(
            organiser=boss,
            circle=Circle.objects.get(pk=circle.pk),
            revision=seen,
            name=name,
        )

    outcomes = race(lambda: save("One"), lambda: save("Two"))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "Changed",
        "Circle",
    ]


@pytest.mark.parametrize(
    "changed", [{"slug": "members"}, {"kind": "other"}, {"slug": "x", "kind": "other"}]
)
def test_circle_edit_leaves_the_community_its_name_and_its_kind(client, boss, changed):
    person = member()
    url = "/organise/circles/community/"
    data = {
        "name": "Everyone",
        "slug": "community",
        "kind": "community",
        "zone": "Europe/Amsterdam",
        "grace_days": 7,
        "description": "",
    }

    response = client.post(url, data | opened_with(client, url) | changed)

    circle = Circle.objects.community()
    assert (response.status_code, circle.kind) == (302, "community")
    assert (circle.name, circle.grace_days) == ("Everyone", 7)
    assert Access.of(person).has_window
    page = client.get(url).content.decode()
    assert page.count("Every window is a place in this circle.") == 2
    assert page.count(" disabled") == 2


@pytest.mark.parametrize("words", ["mira@Bücher.example", "<mira@bücher.example>"])
def test_people_are_found_by_either_spelling_of_a_domain(client, boss, words):
    UserFactory(email="mira@xn--bcher-kva.example", display_name="Mira Valk")
    UserFactory(display_name="Somebody Else")

    page = client.get("/organise/people/", {"q": words}).content.decode()

    assert "Mira Valk" in page
    assert "Somebody Else" not in page


def test_people_are_found_by_name_and_address(client, boss):
    UserFactory(display_name="Zora Quill", email="zq@example.org")

    assert "Zora Quill" in client.get("/organise/people/?q=zora").content.decode()
    assert "Zora Quill" in client.get("/organise/people/?q=ZQ@ex").content.decode()
    assert "Nobody" in client.get("/organise/people/?q=nobody-here").content.decode()
    assert client.get("/organise/people/?q=%00").status_code == 200


def test_people_come_a_page_at_a_time_with_their_number(client, boss):
    GrantFactory(person=UserFactory(display_name="Oldest"), ended=True)
    newest = [member() for _ in range(ROWS_A_PAGE)]

    first = client.get("/organise/people/")
    rest = client.get(f"/organise/people/?before={first.context['list'].more}")
    page = rest.content.decode()

    assert [p.pk for p in first.context["list"].rows] == [
        p.pk for p in reversed(newest)
    ]
    assert first.context["list"].count == ROWS_A_PAGE + 2
    assert f"{ROWS_A_PAGE + 2} people" in first.content.decode()
    assert first.content.decode().count('data-h="Window">Open<') == ROWS_A_PAGE
    assert [p.pk for p in rest.context["list"].rows][-1] == boss.pk
    assert rest.context["list"].more is None
    assert 'data-h="Window">Closed<' in page
    assert 'data-h="Window">None yet<' in page
    assert client.get("/organise/people/?before=x").status_code == 404


def test_a_search_goes_on_over_its_pages(client, boss):
    UserFactory.create_batch(ROWS_A_PAGE + 1, display_name="Zora & Quill")

    page = client.get("/organise/people/?q=zora+%26")

    assert f"?q=zora+%26&amp;before={page.context['list'].more}" in (
        page.content.decode()
    )


@pytest.mark.parametrize(
    ("before_it_began", "word"), [(True, "None yet"), (False, "Closed")]
)
def test_people_are_listed_with_the_window_that_they_had(
    client, boss, before_it_began, word
):
    days = timedelta(days=-11 if before_it_began else -9)
    grant = GrantFactory(revoked_at=clock.now() + days)

    page = client.get(f"/organise/people/?q={grant.person.handle}").content.decode()

    assert f'<td data-h="Window">{word}</td>' in page
    assert Access.of(grant.person).had_window is not before_it_began


@pytest.mark.parametrize("number", [1, 3])
def test_people_are_counted_and_listed_with_two_questions(number):
    for _ in range(number):
        member()

    with CaptureQueriesContext(connection) as asked:
        found = page_of_people(found_by(""), before=None)

    assert (len(asked), found.count) == (2, number)


def test_a_circle_shows_who_is_in_it_now(client, boss):
    circle = CircleFactory()
    inside = GrantFactory(circle=circle).person
    GrantFactory(circle=circle, ended=True)
    GrantFactory(circle=circle, person=UserFactory(is_active=False))
    member()

    page = client.get(f"/organise/circles/{circle.slug}/")

    assert page.context["list"].rows == [inside]
    assert "1 person" in page.content.decode()


def test_person_shows_the_whole_ledger(client, boss):
    person = member()
    GrantFactory(
        person=person,
        revoked_at=clock.now() - timedelta(days=1),
        revoke_reason="Wrong person",
    )

    page = client.get(f"/organise/people/{person.handle}/").content.decode()

    assert "Wrong person" in page


CIRCLE = {
    "name": "Mentors",
    "slug": "Mentors-7",
    "kind": "other",
    "zone": "UTC",
    "grace_days": 0,
    "description": "",
}


def test_circle_edit_writes_its_address_name_small(client, boss):
    client.post("/organise/circles/new/", CIRCLE)

    assert Circle.objects.get(name="Mentors").slug == "mentors-7"


def test_circle_edit_that_is_wrong_still_leads_to_the_circle_that_there_is(
    client, boss
):
    circle = CircleFactory()
    before = Circle.objects.filter(pk=circle.pk).values().get()

    page = client.post(f"/organise/circles/{circle.slug}/", CIRCLE | {"grace_days": 99})

    assert page.status_code == 422
    assert f'href="/organise/circles/{circle.slug}/access/"' in page.content.decode()
    assert Circle.objects.filter(pk=circle.pk).values().get() == before


@pytest.mark.django_db(transaction=True)
def test_circle_create_of_one_name_twice_at_once_asks_the_second_for_another():
    clients = [Client(), Client()]
    for one in clients:
        one.force_login(organiser())

    for number in range(5):
        data = CIRCLE | {"slug": f"mentors-{number}"}
        actions = [
            lambda one=one, data=data: one.post("/organise/circles/new/", data)
            for one in clients
        ]
        answers = race(*actions)

        assert sorted(answer.status_code for answer in answers) == [302, 422]
        refused = max(answers, key=lambda answer: answer.status_code)
        # The form asks twice: before the other was saved, or between.
        words = "A circle has this name. Choose another.|Slug already exists."
        assert re.search(words, refused.content.decode())
        assert Circle.objects.filter(slug=data["slug"]).count() == 1


def test_circle_edit_takes_no_name_that_differs_in_capitals_only(client, boss):
    CircleFactory(slug="MENTORS-7")

    response = client.post("/organise/circles/new/", CIRCLE)

    assert response.status_code == 422
    assert "A circle has this name" in response.content.decode()
    assert not Circle.objects.filter(name="Mentors").exists()


def test_circle_edit_lets_an_old_circle_keep_its_name_in_small_letters(client, boss):
    CircleFactory(slug="MENTORS-7")

    url = "/organise/circles/MENTORS-7/"
    response = client.post(url, CIRCLE | opened_with(client, url))

    assert response.status_code == 302

    assert Circle.objects.get(name="Mentors").slug == "mentors-7"


def test_person_names_the_last_day_as_the_ledger_does(client, boss):
    with clock.at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        person = GrantFactory(
            ends_at=datetime(2027, 12, 11, 23, tzinfo=UTC), zone="Europe/Amsterdam"
        ).person
        client.force_login(boss)
        page = client.get(f"/organise/people/{person.handle}/").content.decode()

    assert "through 11 December 2027, to the end of that day in Amsterdam" in page
    assert 'data-h="Until">11 December 2027<' in page


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, "extend"),
        ({"ended": True, "months": 12, "anchor_on": date(2025, 5, 1)}, "renew"),
    ],
)
def test_person_offers_the_change_that_a_line_of_the_ledger_can_have(
    client, boss, fields, kind
):
    grant = GrantFactory(**fields)
    person = f"/organise/people/{grant.person.handle}/"
    offered = f"{person}access/?kind={kind}&amp;circle={grant.circle.slug}"

    page = client.get(person).content.decode()
    shown = client.post(
        f"{person}access/",
        {
            "kind": kind,
            "circle": grant.circle_id,
            "days": 30,
            "months": 12,
            "reason": "Asked for",
            "step": "look",
        },
    ).content.decode()

    assert offered in page
    assert "Do exactly this" in shown
    assert Grant.objects.get() == grant


@pytest.mark.parametrize(
    ("make", "offered"), [(member, True), (moderator, False), (organiser, False)]
)
def test_person_offers_to_see_as_them_only_where_one_may(client, boss, make, offered):
    person = make()

    page = client.get(f"/organise/people/{person.handle}/").content.decode()

    assert (f"/organise/people/{person.handle}/see/" in page) is offered
    assert ("You cannot see the site as a moderator" in page) is not offered


def test_circle_edit_names_the_circle_also_where_the_form_is_wrong(client, boss):
    circle = CircleFactory(name="Evening group")

    response = client.post(f"/organise/circles/{circle.slug}/", {"name": ""})

    assert response.status_code == 422
    assert "<h1>Evening group</h1>" in response.content.decode()
    circle.refresh_from_db()
    assert circle.name == "Evening group"


def test_person_tells_a_paused_window_from_a_closed_one(client, boss):
    person = member()
    pause(organiser=boss, person=person, circle=community(), reason="A year")

    page = client.get(f"/organise/people/{person.handle}/").content.decode()

    assert "The window is paused." in page
    assert "The window is closed." not in page


def signed_in_again(client, url, data):
    """Post without a session, sign in as an organiser, and come back."""
    answer = client.post(url, data)
    assert unquote(answer["Location"]) == f"/accounts/login/?next={url}"
    client.force_login(organiser())
    return client.get(url)


@pytest.mark.parametrize("slug", ["new", "mentors-7"])
def test_a_circle_waits_for_the_sign_in(client, slug):
    CircleFactory(slug="mentors-7", name="Before")

    page = signed_in_again(client, f"/organise/circles/{slug}/", CIRCLE)

    assert page.context["form"]["name"].value() == "Mentors"
    assert not Circle.objects.filter(name="Mentors").exists()


def test_a_circle_that_waited_for_the_sign_in_overwrites_nothing(client):
    circle = CircleFactory(slug="mentors-7", name="Before")
    url = "/organise/circles/mentors-7/"
    seen = revision_of(circle, FIELDS)
    Circle.objects.filter(pk=circle.pk).update(name="Theirs")

    page = signed_in_again(client, url, CIRCLE | {"revision": seen})
    answer = client.post(url, CIRCLE | opened_with_answer(page))

    circle.refresh_from_db()
    assert (answer.status_code, circle.name) == (409, "Theirs")


def test_a_change_of_access_waits_for_the_sign_in(client):
    person = member()
    before = Grant.objects.count()
    data = {"kind": "extend", "circle": community().pk, "days": 7, "reason": "Ill"}

    page = signed_in_again(client, f"/organise/people/{person.handle}/access/", data)

    form = page.context["form"]
    assert (form["reason"].value(), form["days"].value()) == ("Ill", "7")
    assert Grant.objects.count() == before


@pytest.mark.parametrize("path", ["people/nobody-here/roles/", "circles/nowhere/"])
def test_a_visitor_learns_nothing_by_posting_to_the_desk(client, path):
    """What is there and what is not is answered alike."""
    answers = [
        client.post(f"/organise/{one}", {"reason": "Some words of mine"})
        for one in (path, path.replace("nobody-here", member().handle))
    ]

    assert {answer.status_code for answer in answers} == {302}
    assert all("/accounts/login/" in answer["Location"] for answer in answers)
