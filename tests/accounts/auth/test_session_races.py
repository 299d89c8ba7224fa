"""Sign-ins at once, and whether ending all of them finds each."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import get_user, login
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from tests.accounts.auth.steps import app_code, sign_in
from tests.factories.accounts import UserFactory
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 8


def browsers(count):
    """Each from an address of its own, so that no limit of addresses counts."""
    return [
        Client(REMOTE_ADDR=f"192.0.2.{number}", raise_request_exception=False)
        for number in range(1, count + 1)
    ]


def sign_in_together(person, count=AT_ONCE):
    """Those browsers that came in."""
    together = browsers(count)
    race(*[lambda browser=browser: sign_in(browser, person) for browser in together])
    return [browser for browser in together if get_user(browser).is_authenticated]


def test_sign_ins_at_once_are_all_listed(settings):
    settings.ACCOUNT_RATE_LIMITS = False
    person = UserFactory()

    inside = sign_in_together(person)

    keys = {browser.session.session_key for browser in inside}
    assert len(keys) == AT_ONCE
    assert set(UserSession.objects.values_list("session_key", flat=True)) == keys


def test_no_sign_in_at_once_outlives_signing_out_everywhere(client, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    person = UserFactory()
    sign_in(client, person)
    inside = sign_in_together(person)

    client.post(reverse("accounts:session_end_others"))

    assert len(inside) == AT_ONCE
    assert not any(get_user(browser).is_authenticated for browser in inside)
    assert get_user(client) == person


def test_a_sign_in_under_way_does_not_outlive_signing_out_everywhere(client):
    """The password was right; what comes after it waits until everything has ended."""
    person = UserFactory()
    sign_in(client, person)
    person.refresh_from_db()
    request = started(client)
    stale = User.objects.get()

    client.post(reverse("accounts:session_end_others"))
    login(request, stale, backend=settings.AUTHENTICATION_BACKENDS[0])

    assert not get_user(request).is_authenticated


def started(client):
    """A request of another browser, at the moment before it is signed in."""
    request = RequestFactory().post("/")
    request.session = type(client.session)()
    request.user = AnonymousUser()
    return request


def test_two_who_sign_out_everywhere_leave_one_of_them():
    person = UserFactory()
    pair = browsers(2)
    for browser in pair:
        sign_in(browser, person)

    race(
        *[
            lambda browser=browser: browser.post(reverse("accounts:session_end_others"))
            for browser in pair
        ]
    )

    assert sum(get_user(browser).is_authenticated for browser in pair) == 1


def test_a_passkey_on_its_way_does_not_outrun_signing_out_everywhere():
    """It is saved before or after; in neither case does the thief's session stay."""
    person = UserFactory()
    owner, thief = browsers(2)
    for browser in (owner, thief):
        sign_in(browser, person)
    secret = thief.get(reverse("mfa_activate_totp")).context["form"].secret

    race(
        lambda: thief.post(reverse("mfa_activate_totp"), {"code": app_code(secret)}),
        lambda: owner.post(reverse("accounts:session_end_others")),
    )

    added = Authenticator.objects.filter(type="totp").exists()
    inside = [get_user(browser).is_authenticated for browser in (owner, thief)]
    assert inside == ([False, True] if added else [True, False])
