from datetime import UTC, datetime

import pytest
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone

from core import clock
from core.errors import TooFast
from core.limits import STASHING
from core.middleware import refusal
from tests.factories.access import member, suspended
from tests.factories.accounts import PASSWORD
from tests.factories.forum import thread_of
from writing.stash import SESSION_KEY

pytestmark = pytest.mark.django_db

WORDS = {"body": "Kept words"}


def text(response):
    return response.content.decode()


def test_words_wait_in_the_session_of_whoever_must_sign_in(client):
    url = f"/t/{thread_of(1).pk}/reply/"

    client.post(url, WORDS | {"token": "one", "csrfmiddlewaretoken": "x"})

    assert client.session[SESSION_KEY] == [[url, WORDS | {"token": "one"}, None]]


def test_the_sign_in_page_says_that_nothing_was_sent_and_all_is_kept(client):
    url = f"/t/{thread_of(1).pk}/reply/"

    page = text(client.post(url, WORDS, follow=True))

    assert "<h1>Sign in</h1>" in page
    assert "Nothing has been sent yet. What you wrote is kept" in page
    assert "Nothing has been sent" not in text(client.get("/accounts/login/"))


def test_a_form_without_words_leaves_no_session(client):
    response = client.post("/posts/1/delete/", {"token": "one"})

    assert response.status_code == 302
    assert not client.cookies


def test_what_leads_to_the_sign_in_page_and_not_back_is_not_kept(client):
    """Signing in is a form as well, and what is typed there is no one's text."""
    client.post("/accounts/login/", {"login": "a b", "password": PASSWORD})
    client.force_login(member())
    client.post("/accounts/logout/", WORDS)

    assert SESSION_KEY not in client.session


def test_an_address_that_keeps_too_much_gets_its_words_back(client):
    url = f"/t/{thread_of(1).pk}/reply/"
    with clock.at(clock.now()):
        for _ in range(STASHING[0]):
            client.post(url, WORDS)

        response = client.post(url, WORDS)

    assert response.status_code == 429
    assert ">\nKept words</textarea>" in text(response)
    assert "Send it again" in text(response)
    assert int(response["Retry-After"]) > 0


def test_too_fast_gives_back_a_form_to_be_sent_again():
    request = RequestFactory().post("/somewhere/?page=2", WORDS | {"token": "one"})
    request.access, request.session = None, {}
    request.resolver_match = resolve("/t/new/")

    page = text(refusal(request, TooFast("Enough for now.", clock.now())))

    assert "Enough for now." in page
    assert 'action="/somewhere/?page=2"' in page
    assert ">\nKept words</textarea>" in page
    assert '<input type="hidden" name="token" value="one">' in page


def test_too_fast_names_the_day_and_the_zone_of_the_hour():
    request = RequestFactory().get("/somewhere/")
    request.access, request.session = None, {}
    retry_at = datetime(2026, 5, 1, 23, 30, tzinfo=UTC)

    with timezone.override("Europe/Lisbon"):
        page = text(refusal(request, TooFast("Enough for now.", retry_at)))

    assert ">2 May 2026, 00:30</time> (Lisbon)." in page


def test_words_that_are_given_back_are_escaped(client):
    client.force_login(member())

    response = client.post(
        "/t/1/reply/", {"body": "</textarea><script>alert(1)</script>"}
    )

    assert response.status_code == 404
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)" in text(response)
    assert "<script>alert" not in text(response)


def test_two_forms_of_one_page_are_both_there_after_the_sign_in(client):
    """In the box what was sent last, and above it what was sent before."""
    url = f"/t/{thread_of(1).pk}/reply/"
    for body in ("Words of one window", "Words of another"):
        client.post(url, {"body": body, "token": body.split()[-1]})
    client.force_login(member())

    page = client.get(url)

    assert page.context["form"]["body"].value() == "Words of another"
    assert page.context["form_text"].text == "Words of one window"
    assert ">\nWords of one window</textarea>" in text(page)
    assert 'name="token" value="window"' in text(page)


RECEIPT = {"receipt": "k3j9x2m1p0"}


@pytest.mark.parametrize(
    ("data", "headers", "status"),
    [
        (WORDS, {}, 302),
        (WORDS | {"after": "1"}, {"HX-Request": "true"}, 201),
        (WORDS | {"after": "99"}, {"HX-Request": "true"}, 200),
    ],
)
def test_a_form_that_did_its_work_gets_its_receipt(client, data, headers, status):
    client.force_login(member())
    url = f"/t/{thread_of(1).pk}/reply/"

    response = client.post(url, data | RECEIPT, headers=headers)

    assert response.status_code == status
    assert client.cookies["receipt"].value == RECEIPT["receipt"]
    assert client.cookies["receipt"]["samesite"] == "Lax"


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize(
    ("who", "data"),
    [
        (member, {"body": ""}),
        (member, WORDS | {"preview": "1"}),
        (suspended, WORDS),
        # Leads to the sign-in page.
        (None, WORDS),
    ],
)
def test_a_form_that_did_not_gets_none(client, who, data, headers):
    if who:
        client.force_login(who())
    url = f"/t/{thread_of(1).pk}/reply/"

    client.post(url, data | RECEIPT, headers=headers)

    assert "receipt" not in client.cookies


@pytest.mark.parametrize("receipt", ["", "short", "x" * 65, "a; Path=/", "ä" * 12])
def test_a_receipt_of_another_shape_is_not_repeated(client, receipt):
    client.force_login(member())

    client.post(f"/t/{thread_of(1).pk}/reply/", WORDS | {"receipt": receipt})

    assert "receipt" not in client.cookies


def test_a_receipt_is_no_word_that_is_given_back(client):
    client.force_login(member())

    page = text(client.post("/t/1/reply/", WORDS | RECEIPT))

    assert ">\nKept words</textarea>" in page
    assert RECEIPT["receipt"] not in page
