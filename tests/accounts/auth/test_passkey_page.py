"""The challenge of a passkey waits without a session, and is good once."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.urls import reverse

from accounts.models import CodeGuesses
from tests.accounts.auth.steps import app_code, sign_in
from tests.factories.accounts import UserFactory, give_second_factor

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


SENT = {"clientDataJSON": "e30", "authenticatorData": "A" * 50, "signature": "AAAA"}
ANSWER = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": SENT}
NO_ANSWERS = {
    "nothing": "",
    "a list": "[]",
    "a number": "1",
    "a long number": "9" * 5000,
    "deep lists": "[" * 50_000,
    "deep objects": '{"a":' * 3000,
    "a key alone": json.dumps({"id": 1}),
    "no response": json.dumps(ANSWER | {"response": []}),
    "numbers in it": json.dumps(ANSWER | {"response": dict.fromkeys(SENT, 1)}),
    "no such person": json.dumps(ANSWER | {"response": SENT | {"userHandle": "_w"}}),
    "a huge one": json.dumps(ANSWER | {"more": "x" * 500_000}),
} | {f"no {name}": json.dumps(ANSWER | {name: None}) for name in ANSWER}


@pytest.mark.parametrize("sent", NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_what_is_no_answer_of_a_passkey_is_refused(client, sent):
    client.get(reverse(PAGE))

    answer = client.post(reverse(PAGE), {"credential": sent})

    assert answer["Location"] == reverse("account_login")
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("sent", NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_it_is_refused_where_a_passkey_is_added(client, sent):
    person = UserFactory()
    give_second_factor(person)
    sign_in(client, person)
    client.post(reverse("mfa_authenticate"), {"code": app_code("JBSWY3DPEHPK3PXP")})

    answer = client.post(reverse("mfa_add_webauthn"), {"credential": sent})

    assert answer.status_code == 422
    assert Authenticator.objects.count() == 1


@pytest.mark.parametrize("sent", NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_it_is_refused_as_a_second_step(client, sent):
    person = UserFactory()
    give_second_factor(person)
    sign_in(client, person)

    answer = client.post(reverse("mfa_authenticate"), {"credential": sent})

    assert answer.status_code == 422
    assert not get_user(client).is_authenticated
