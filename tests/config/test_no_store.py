"""No answer is kept between the site and a browser, and some not even there."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.architecture.routes import routes
from tests.factories.access import member, moderator, organiser
from tests.factories.forum import ThreadFactory, members_category, thread_of

pytestmark = pytest.mark.django_db

ASKED = "private, no-cache"
NEVER = "private, no-store"


def rule(client, address, **headers):
    return client.get(address, headers=headers)["Cache-Control"]


def test_a_redirect_to_a_title_is_asked_for_again(client):
    """It is permanent, and its address holds words that may be closed tomorrow."""
    thread = thread_of(1, category=members_category())
    client.force_login(member())

    response = client.get(f"/t/{thread.pk}/")

    assert response.status_code == 301
    assert response["Cache-Control"] == ASKED


def test_what_is_not_there_or_gone_or_refused_is_asked_for_again(client):
    gone = ThreadFactory(hidden=True)

    assert client.get(f"/t/{gone.pk}/").status_code == 410
    assert rule(client, f"/t/{gone.pk}/") == ASKED
    assert rule(client, "/nowhere/") == ASKED
    assert rule(client, "/nowhere") == ASKED
    forged = Client(enforce_csrf_checks=True).post("/t/new/", {"body": "Words."})
    assert (forged.status_code, forged["Cache-Control"]) == (403, ASKED)


@pytest.mark.parametrize("address", ["/search/?q=words", "/u/ann/", "/about/"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_other_pages_are_asked_for_again(client, address, headers):
    client.force_login(member(handle="ann"))

    assert rule(client, address, **headers) == ASKED


@pytest.mark.parametrize(
    ("who", "address"),
    [
        (member, "/me/"),
        (member, "/me/access/"),
        (member, "/me/notices/"),
        (member, "/me/posts/"),
        (member, "/me/nowhere/"),
        (moderator, "/moderation/"),
        (moderator, "/moderation/people/ann/"),
        (organiser, "/organise/"),
        (organiser, "/organise/people/?q=ann"),
        (organiser, "/organise/people/ann/"),
    ],
)
def test_own_pages_and_the_desks_are_kept_by_nobody(client, who, address):
    member(handle="ann")
    client.force_login(who())

    response = client.get(address)

    written_in = b"<textarea" in response.content
    assert response["Cache-Control"] == (ASKED if written_in else NEVER)


@pytest.mark.parametrize("name", ["onboarding:request_create", "stories:story_create"])
def test_a_page_to_write_in_can_be_gone_back_to_with_its_words(client, name):
    client.force_login(member())

    response = client.get(reverse(name))

    assert b"<textarea" in response.content
    assert response["Cache-Control"] == ASKED


def test_every_address_says_who_may_keep_its_answer(client):
    person = organiser()
    client.force_login(person)

    silent = [
        route.name
        for route in routes()
        if "<" not in route.pattern
        and not client.get(f"/{route.pattern}").has_header("Cache-Control")
    ]

    assert silent == []
