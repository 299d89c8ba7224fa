"""Brute force: figures of the house, whatever address a client claims to have."""

import pytest
from django.contrib.auth import get_user
from django.urls import reverse

from outbox.models import Mail
from tests.accounts.auth.steps import sign_in
from tests.factories.accounts import UserFactory, give_second_factor

pytestmark = pytest.mark.django_db


def test_ten_wrong_passwords_close_an_account_for_a_while(client):
    person = UserFactory()
    for number in range(10):
        client.post(
            reverse("account_login"),
            {"login": person.email, "password": "wrong"},
            REMOTE_ADDR=f"192.0.2.{number}",
        )

    response = sign_in(client, person)

    assert response.status_code == 422
    assert not get_user(client).is_authenticated


def test_thirty_tries_a_minute_from_one_place_are_too_many(client):
    answers = [
        client.post(
            reverse("account_login"),
            {"login": f"person-{number}@example.org", "password": "wrong"},
            headers={"x-forwarded-for": f"203.0.113.{number}"},
        )
        for number in range(31)
    ]

    assert answers[29].status_code == 422
    assert answers[30].status_code == 429
    assert answers[30]["Retry-After"] == "300"


def test_proxies_of_our_own_are_believed(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    answers = [
        client.post(
            reverse("account_login"),
            {"login": f"person-{number}@example.org", "password": "wrong"},
            headers={"x-forwarded-for": f"10.0.0.1, 203.0.113.{number}"},
        )
        for number in range(31)
    ]

    assert answers[30].status_code == 422


def test_a_header_with_too_few_proxies_breaks_nothing(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2

    response = client.post(
        reverse("account_login"),
        {"login": "a@example.org", "password": "wrong"},
        headers={"x-forwarded-for": "203.0.113.5"},
    )

    assert response.status_code == 422


@pytest.mark.parametrize("address", ["known@example.org", "unknown@example.org"])
def test_five_reset_mails_an_hour_go_to_one_address(client, address):
    UserFactory(email="known@example.org")
    answers = [
        client.__class__().post(
            reverse("account_reset_password"),
            {"email": address},
            REMOTE_ADDR=f"192.0.2.{number}",
        )
        for number in range(6)
    ]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert Mail.objects.count() == 5


@pytest.mark.parametrize("address", ["known@example.org", "unknown@example.org"])
def test_five_sign_in_codes_an_hour_go_to_one_address(client, address):
    UserFactory(email="known@example.org")
    for number in range(7):
        client.__class__().post(
            reverse("account_request_login_code"),
            {"email": address},
            REMOTE_ADDR=f"192.0.2.{number}",
        )

    assert Mail.objects.count() == 5


def test_ten_wrong_codes_close_the_second_factor_for_a_while(client):
    person = UserFactory()
    give_second_factor(person)
    sign_in(client, person)
    answers = [
        client.post(reverse("mfa_authenticate"), {"code": "000000"}) for _ in range(11)
    ]

    assert "one try too many" in answers[10].content.decode()
    assert "one try too many" not in answers[9].content.decode()
    assert not get_user(client).is_authenticated


def test_wrong_old_passwords_are_counted_too(client):
    client.force_login(UserFactory())
    page = reverse("account_change_password")
    data = {"oldpassword": "wrong", "password1": "x" * 20, "password2": "x" * 20}

    answers = [client.post(page, data).status_code for _ in range(11)]

    assert answers == [422] * 10 + [429]
