"""Two people at one browser; one of them wrote."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from access.enums import RoleKind
from tests.accounts.auth.steps import app_code, sign_in
from tests.factories.access import RoleFactory, member
from tests.factories.accounts import PASSWORD, give_second_factor
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


def test_nor_an_organiser_s_who_looks_through_the_writer_s_eyes(client, url):
    writer, organiser = member(), RoleFactory(kind=RoleKind.ORGANISER).person
    secret = "JBSWY3DPEHPK3PXP"
    give_second_factor(organiser)
    sign_in(client, writer)
    Session.objects.all().delete()
    client.post(url, WORDS)
    sign_in(client, organiser)
    client.post(reverse("mfa_authenticate"), {"code": app_code(secret)})
    now = timezone.now()
    client.post(
        reverse("access:view_as_create", args=[writer.handle]),
        {"on": f"{now:%Y-%m-%d}", "at": f"{now:%H:%M}", "reason": "A question."},
    )

    page = client.get(url)

    assert writer.display_name in page.content.decode()
    assert "Kept words" not in page.content.decode()


def test_signing_out_leaves_no_trace_of_who_it_was(client, url):
    sign_in(client, member())
    client.post("/accounts/logout/")
    client.post(url, WORDS)

    assert comes_back(client, member(), url)
