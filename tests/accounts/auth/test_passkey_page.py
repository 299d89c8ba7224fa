"""The challenge of a passkey waits without a session, and is good once."""

import json

import pytest
from allauth.mfa.webauthn.internal import auth
from django.contrib.sessions.models import Session
from django.urls import reverse

from accounts.models import CodeGuesses

pytestmark = pytest.mark.django_db
PAGE = "mfa_login_webauthn"


def test_asking_for_a_challenge_starts_no_session(client):
    answer = client.get(reverse(PAGE))

    assert answer.json()["request_options"]["publicKey"]["challenge"]
    assert not Session.objects.exists()
    cookie = client.cookies["passkey"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_each_challenge_is_judged_once(client):
    client.get(reverse(PAGE))
    cookie = client.cookies["passkey"].value
    for _ in range(2):
        client.cookies["passkey"] = cookie
        answer = client.post(reverse(PAGE), {"credential": json.dumps({})})
        assert answer["Location"] == reverse("account_login")

    assert CodeGuesses.objects.get().used == 1
    assert auth.STATE_SESSION_KEY not in client.session
    assert client.cookies["passkey"].value == ""


def test_a_challenge_of_somebody_s_making_is_none(client):
    client.cookies["passkey"] = json.dumps({"challenge": "mine"})

    client.post(reverse(PAGE), {"credential": json.dumps({})})

    assert not CodeGuesses.objects.exists()
