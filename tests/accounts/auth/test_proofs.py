"""Step-up for whoever has neither a password nor a second factor: a code by mail."""

import time

import pytest
from django.contrib.auth import get_user
from django.urls import reverse

from accounts.views.proofs import TRIES
from core.limits import PROVING
from outbox.models import Mail
from privacy.models import Export
from tests.accounts.auth.steps import code_sent_to
from tests.factories.accounts import UserFactory, give_second_factor

pytestmark = pytest.mark.django_db

EMAIL = reverse("account_email")


@pytest.fixture
def person(client):
    person = UserFactory()
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    return person


def send(client, page):
    return client.post(page, {"action": "send"})


def test_a_page_that_asks_for_a_proof_leaves_the_session_alone(client, person):
    answer = client.get(EMAIL)
    page = client.get(answer["Location"])

    proof = reverse("accounts:proof_create")
    assert answer["Location"] == f"{proof}?next=%2Faccounts%2Femail%2F"
    assert f"we send a code to <strong>{person.email}</strong>" in page.content.decode()
    assert get_user(client) == person
    assert not Mail.objects.exists()


def test_the_code_opens_the_page_for_a_quarter_of_an_hour(client, person, monkeypatch):
    page = client.get(EMAIL)["Location"]
    send(client, page)

    answer = client.post(page, {"code": code_sent_to(person.email)})

    assert (answer.status_code, answer["Location"]) == (302, EMAIL)
    assert client.get(EMAIL).status_code == 200
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 16 * 60)
    assert client.get(EMAIL).status_code == 302


def test_what_was_sent_goes_on_after_the_proof(client, person):
    page = client.post(reverse("privacy:export_create"))["Location"]
    send(client, page)
    assert not Export.objects.exists()

    client.post(page, {"code": code_sent_to(person.email)})

    assert Export.objects.get().person == person


def test_a_code_is_guessed_a_few_times_at_most(client, person):
    page = client.get(EMAIL)["Location"]
    send(client, page)
    code = code_sent_to(person.email)
    wrong = "0000-0000" if code != "0000-0000" else "1111-1111"

    codes = [client.post(page, {"code": wrong}).status_code for _ in range(TRIES)]
    late = client.post(page, {"code": code})

    assert codes == [422] * (TRIES - 1) + [302]
    assert "Send the code" in late.content.decode()
    assert client.get(EMAIL).status_code == 302
    assert get_user(client) == person


def test_a_code_for_an_address_of_before_opens_nothing(client, person):
    page = client.get(EMAIL)["Location"]
    send(client, page)
    code = code_sent_to(person.email)
    person.email = "another@example.org"
    person.save()

    client.post(page, {"code": code})

    assert client.get(EMAIL).status_code == 302


def test_codes_are_sent_so_many_times_an_hour(client, person):
    page = client.get(EMAIL)["Location"]

    codes = [send(client, page).status_code for _ in range(PROVING[0] + 1)]

    assert codes == [302] * PROVING[0] + [429]
    assert Mail.objects.count() == PROVING[0]


@pytest.mark.parametrize("has_password", [True, False])
def test_whoever_has_more_than_a_mailbox_shows_that(client, has_password):
    person = UserFactory()
    if not has_password:
        person.set_unusable_password()
        person.save()
        give_second_factor(person)
    client.force_login(person)

    answer = send(client, reverse("accounts:proof_create"))

    asked = "account_reauthenticate" if has_password else "mfa_reauthenticate"
    assert answer["Location"].startswith(reverse(asked))
    assert not Mail.objects.exists()
