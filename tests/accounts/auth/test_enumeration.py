"""No page tells whether an address is known: same answer, same words, same work."""

import re

import pytest
from django.contrib.auth import get_user
from django.urls import reverse

from accounts.models import User
from outbox.models import Mail
from tests.accounts.auth.hashing import CountingHasher
from tests.accounts.auth.steps import NEW_PASSWORD, joining, sign_in, sign_up
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def seen(client, response):
    """What a stranger sees of an answer and of the page behind it."""
    page = client.get(response["Location"]) if response.status_code == 302 else response
    text = page.content.decode()
    for moving in (
        r'name="csrfmiddlewaretoken" value="[^"]+"',
        r"[a-z]+@example\.org",
        r'"user_id"[^,]+',
    ):
        text = re.sub(moving, "", text)
    return response.status_code, response.get("Location"), page.status_code, text


def both(client, action):
    """The answers to someone known and to someone unknown, from fresh browsers."""
    UserFactory(email="known@example.org")
    answers = []
    for address in ("known@example.org", "unknown@example.org"):
        browser = client.__class__()
        answers.append(seen(browser, action(browser, address)))
    return answers


def test_signup_tells_nothing(client):
    known, unknown = both(
        client,
        lambda browser, address: sign_up(browser, email=address, handle=address[:5]),
    )

    assert known == unknown
    assert User.objects.filter(email="known@example.org").count() == 1


@pytest.mark.parametrize(
    "page", ["account_request_login_code", "account_reset_password"]
)
def test_asking_for_a_code_tells_nothing(client, page):
    known, unknown = both(
        client, lambda browser, address: browser.post(reverse(page), {"email": address})
    )

    assert known == unknown


@pytest.mark.parametrize(
    ("ask", "confirm"),
    [
        ("account_request_login_code", "account_confirm_login_code"),
        ("account_reset_password", "account_confirm_password_reset_code"),
    ],
)
@pytest.mark.parametrize("tries", [1, 3])
def test_a_wrong_code_tells_nothing(client, ask, confirm, tries):
    def action(browser, address):
        browser.post(reverse(ask), {"email": address})
        for _ in range(tries):
            answer = browser.post(reverse(confirm), {"code": "1111-1111"})
        return answer

    known, unknown = both(client, action)

    assert known == unknown


def test_asking_for_another_code_tells_nothing(client):
    def action(browser, address):
        sign_up(browser, email=address, handle=address[:5])
        page = reverse("account_email_verification_sent")
        return browser.post(page, {"action": "resend"})

    known, unknown = both(client, action)

    assert known == unknown


def test_a_wrong_password_tells_nothing(client):
    def action(browser, address):
        data = {"login": address, "password": "not the password"}
        return browser.post(reverse("account_login"), data)

    known, unknown = both(client, action)

    assert known == unknown


def test_a_second_try_with_the_same_handle_tells_nothing(client):
    def action(browser, address):
        handle = address[:5]
        sign_up(browser, email=address, handle=handle)
        again = client.__class__()
        return sign_up(again, email=address, handle=handle)

    known, unknown = both(client, action)

    assert known[0] == 422
    assert known[:3] == unknown[:3]
    assert without(known[3], "known") == without(unknown[3], "unkno")


def without(page, handle):
    """The page without what was typed."""
    return re.sub(rf"\b{handle}(wn@example\.org|@example\.org|\b)", "", page)


def test_every_way_in_writes_one_mail_by_the_same_lane(client):
    both(
        client,
        lambda browser, address: sign_up(browser, email=address, handle=address[:5]),
    )
    for page in ("account_request_login_code", "account_reset_password"):
        for address in ("known@example.org", "stranger@example.org"):
            client.__class__().post(reverse(page), {"email": address})

    mails = Mail.objects.order_by("pk").values_list("kind", "to", "is_fast")
    assert list(mails) == [
        ("account/account_already_exists", "known@example.org", True),
        ("account/email_confirmation_signup", "unknown@example.org", True),
        ("account/login_code", "known@example.org", True),
        ("account/unknown_account", "stranger@example.org", True),
        ("account/password_reset_code", "known@example.org", True),
        ("account/unknown_account", "stranger@example.org", True),
    ]


def test_signup_with_a_known_address_hashes_as_often(client, settings):
    """A password costs time; an answer without one would be quicker."""
    settings.PASSWORD_HASHERS = ["tests.accounts.auth.hashing.CountingHasher"]

    def action(browser, address):
        data = joining(browser, email=address, handle=address[:5])
        before = CountingHasher.times
        browser.post(reverse("account_signup"), data)
        return CountingHasher.times - before

    UserFactory(email="known@example.org")

    assert action(client, "known@example.org") == 1
    assert action(client.__class__(), "unknown@example.org") == 1


def test_two_who_join_with_one_address_are_one_account(client):
    """The second form was open before the first was sent."""
    first, second = joining(client), joining(client.__class__(), handle="another")
    client.post(reverse("account_signup"), first)

    client.__class__().post(reverse("account_signup"), second)

    assert User.objects.get().handle == "mira-valk"


def test_an_unproved_address_opens_no_account(client):
    sign_up(client)
    browser = client.__class__()

    sign_in(browser, User.objects.get(), password=NEW_PASSWORD)

    assert not get_user(browser).is_authenticated
    assert User.objects.get().last_login is None
