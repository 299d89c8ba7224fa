"""Two people at one browser; one of them wrote."""

import pytest
from django.contrib.sessions.models import Session

from tests.accounts.auth.steps import sign_in
from tests.factories.accounts import PASSWORD, member
from tests.factories.forum import thread_of

pytestmark = pytest.mark.django_db

WORDS = {"body": "Kept words"}


@pytest.fixture
def url():
    return f"/t/{thread_of(1).pk}/reply/"


def comes_back(client, person, url):
    """Sign in at the page to which the form led, and see what it shows."""
    page = client.post(
        "/accounts/login/",
        {"login": person.email, "password": PASSWORD, "next": url},
    )
    assert page["Location"] == url
    return "Kept words" in client.get(url).content.decode()


def test_a_visitor_finds_what_they_wrote(client, url):
    client.post(url, WORDS)

    assert comes_back(client, member(), url)


def test_whoever_signs_in_otherwise_does_not(client, url):
    client.post(url, WORDS)
    sign_in(client, member())

    assert "Kept words" not in client.get(url).content.decode()
    client.post("/accounts/logout/")
    assert not comes_back(client, member(), url)


def test_words_of_an_ended_session_are_its_person_s(client, url):
    writer = member()
    sign_in(client, writer)
    Session.objects.all().delete()
    client.post(url, WORDS)

    assert comes_back(client, writer, url)


def test_and_nobody_else_s_even_at_the_same_page(client, url):
    writer, other = member(), member()
    sign_in(client, writer)
    Session.objects.all().delete()
    client.post(url, WORDS)

    assert not comes_back(client, other, url)


def test_signing_out_leaves_no_trace_of_who_it_was(client, url):
    sign_in(client, member())
    client.post("/accounts/logout/")
    client.post(url, WORDS)

    assert comes_back(client, member(), url)
