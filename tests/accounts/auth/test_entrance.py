"""Which of allauth's addresses stand open, and how they answer."""

import pytest
from allauth import urls as theirs
from django.urls import NoReverseMatch, get_resolver, reverse

from config import entrance
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

KEYS = {"APPS": [{"client_id": "an-id", "secret": "a-secret"}]}
CLOSED = {
    "account_signup_by_passkey",
    "account_confirm_email",
    "google_login_by_token",
    "mfa_signup_webauthn",
    "mfa_trust",
    "usersessions_list",
}


def names(patterns):
    for entry in patterns:
        if hasattr(entry, "url_patterns"):
            yield from names(entry.url_patterns)
        elif entry.name:
            yield entry.name


def test_every_name_of_allauth_is_open_or_closed_on_purpose():
    opened = set(names(entrance.urlpatterns))

    assert set(names(theirs.urlpatterns)) - opened <= CLOSED
    for name in CLOSED:
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_nothing_under_accounts_is_nameless():
    routed = [
        entry
        for entry in get_resolver().url_patterns
        if str(entry.pattern) == "accounts/"
    ]

    assert all(entry.name for entry in routed[0].url_patterns)


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/signup/passkey/",
        "/accounts/social/signup/",
        "/accounts/social/connections/",
        "/accounts/3rdparty/",
        "/accounts/google/login/token/",
        "/accounts/sessions/",
        "/accounts/confirm-email/some-key/",
        "/accounts/password/reset/key/1-abc/",
        "/accounts/phone/verify/",
        "/accounts/github/login/",
        "/accounts/google/login/",
        "/accounts/github/login/callback/",
        "/accounts/linked/",
        "/accounts/linked/signup/",
    ],
)
def test_what_is_not_wanted_answers_404(client, address):
    client.force_login(UserFactory())

    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_request_login_code",
        "account_reset_password",
        "account_password_reset_completed",
        "account_inactive",
    ],
)
def test_pages_of_the_entrance_are_kept_by_no_cache(client, name):
    response = client.get(reverse(name))

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_pages_ask_for_no_foreign_address_without_keys(client):
    policy = client.get(reverse("account_login"))["Content-Security-Policy"]

    assert "github" not in policy
    assert "google" not in policy


def test_json_is_spoken_to_passkeys_only(client):
    asked = {"accept": "application/json"}

    page = client.get(reverse("account_login"), headers=asked)
    challenge = client.get(reverse("mfa_login_webauthn"), headers=asked)

    assert page["Content-Type"].startswith("text/html")
    assert challenge["Content-Type"] == "application/json"


def test_every_form_needs_its_token():
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)

    for name in names(entrance.urlpatterns):
        try:
            address = reverse(name)
        except NoReverseMatch:
            address = reverse(name, args=[1])
        assert browser.post(address).status_code in {403, 404}, name
