"""Tries of a mailed code that arrive together."""

import pytest
from allauth.account import app_settings
from django.conf import settings
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from accounts.models import CodeGuesses, User
from accounts.services import guesses
from core import clock
from outbox.models import Mail
from tests.accounts.auth.steps import code_sent_to, sign_in, sign_up
from tests.factories.accounts import UserFactory
from tests.racing import race

AT_ONCE = 12
WRONG = "0000-0000"


def same_browser(client, count=AT_ONCE):
    """So many tabs of one browser: each request reads the session for itself."""
    name = settings.SESSION_COOKIE_NAME
    tabs = [Client(raise_request_exception=False) for _ in range(count)]
    for tab in tabs:
        tab.cookies[name] = client.cookies[name].value
    return tabs


def guess_together(client, page):
    """How many of the tries were judged: those that were told the code is wrong, and
    the last one, which ends it.
    """
    tabs = same_browser(client)
    answers = race(
        *[lambda tab=tab: tab.post(reverse(page), {"code": WRONG}) for tab in tabs]
    )
    return sum(answer.status_code == 422 for answer in answers)


def ask_to_sign_in(client):
    person = UserFactory()
    client.post(reverse("account_request_login_code"), {"email": person.email})
    return "account_confirm_login_code", person.email


def ask_to_reset(client):
    person = UserFactory()
    client.post(reverse("account_reset_password"), {"email": person.email})
    return "account_confirm_password_reset_code", person.email


def ask_to_join(client):
    sign_up(client)
    return "account_email_verification_sent", "mira@example.org"


def ask_to_move(client):
    person = UserFactory()
    sign_in(client, person)
    client.post(
        reverse("account_email"), {"email": "new@example.org", "action_add": ""}
    )
    return "account_email_verification_sent", "new@example.org"


def ask_to_prove(client):
    person = UserFactory(password="")
    User.objects.update(password="!")
    person.refresh_from_db()
    client.force_login(person)
    client.post(reverse("accounts:proof_create"), {"action": "send"})
    return "accounts:proof_create", person.email


def ask_in_vain(client):
    """Nobody has the address, and that must not show."""
    nobody = "nobody@example.org"
    client.post(reverse("account_request_login_code"), {"email": nobody})
    return "account_confirm_login_code", None


ASKED = [ask_to_sign_in, ask_to_reset, ask_to_join, ask_to_move, ask_to_prove]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ask", [*ASKED, ask_in_vain])
def test_of_many_tries_at_once_three_are_judged(client, ask):
    page, address = ask(client)
    code = code_sent_to(address) if address else WRONG

    judged = guess_together(client, page)

    assert judged <= 3
    assert CodeGuesses.objects.get().used == 3
    before = get_user(client)
    for tab in same_browser(client, 1):
        assert tab.post(reverse(page), {"code": code}).status_code != 422
        assert get_user(tab) == before
    assert User.objects.filter(email="new@example.org").count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("ask", ASKED)
def test_the_third_try_still_counts(client, ask):
    page, address = ask(client)

    for _ in range(2):
        assert client.post(reverse(page), {"code": WRONG}).status_code == 422
    answer = client.post(reverse(page), {"code": code_sent_to(address)})

    assert answer.status_code == 302
    assert answer["Location"] != reverse("account_login")


@pytest.mark.django_db
def test_a_code_of_its_own_has_tries_of_its_own(client):
    page, address = ask_to_sign_in(client)
    for _ in range(3):
        client.post(reverse(page), {"code": WRONG})
    client.post(reverse("account_request_login_code"), {"email": address})

    client.post(reverse(page), {"code": code_sent_to(address)})

    assert get_user(client).is_authenticated


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_who_ask_for_another_code_few_get_one(client):
    page, address = ask_to_sign_in(client)
    tabs = same_browser(client)

    race(
        *[lambda tab=tab: tab.post(reverse(page), {"action": "resend"}) for tab in tabs]
    )

    allowed = 1 + app_settings.LOGIN_BY_CODE_MAX_RESEND_COUNT
    assert Mail.objects.filter(to=address).count() <= allowed


@pytest.mark.django_db
def test_old_counts_are_forgotten():
    CodeGuesses.objects.create(
        key="old", created_at=clock.now() - guesses.RETENTION * 2
    )
    CodeGuesses.objects.create(key="new")

    assert guesses.forget_old_guesses() == 1
    assert CodeGuesses.objects.get().key == "new"
