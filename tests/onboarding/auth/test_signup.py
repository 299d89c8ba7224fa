import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.urls import reverse

from accounts.models import Agreement, Document, User
from outbox.models import Mail
from tests.accounts.auth.steps import code_sent_to, joining, sign_in, sign_up
from tests.factories.access import member

pytestmark = pytest.mark.django_db


def test_signup_shows_its_form(client):
    response = client.get(reverse("account_signup"))

    assert response.status_code == 200


def test_signup_makes_an_account_that_its_code_opens(client):
    answer = sign_up(client, email="Mira@Example.org", handle="Mira-Valk")
    assert answer["Location"] == reverse("account_email_verification_sent")
    assert not get_user(client).is_authenticated

    code = code_sent_to("mira@example.org")
    client.post(reverse("account_email_verification_sent"), {"code": code})

    person = get_user(client)
    assert (person.handle, person.email, person.zone) == (
        "mira-valk",
        "mira@example.org",
        "Europe/Lisbon",
    )
    assert EmailAddress.objects.filter(
        user=person, verified=True, primary=True
    ).exists()


def test_signup_keeps_the_versions_that_were_agreed_to(client):
    newer = Document.objects.create(kind="terms", version=2, body="Newer terms.")

    sign_up(client)

    agreed = Agreement.objects.filter(person__handle="mira-valk")
    assert {a.document for a in agreed} == set(Document.objects.all_current())
    assert newer in {a.document for a in agreed}


def test_signup_asks_again_when_a_text_changed_meanwhile(client):
    data = joining(client)
    Document.objects.create(kind="terms", version=2, body="Newer terms.")

    response = client.post(reverse("account_signup"), data)

    assert response.status_code == 422
    assert "changed while you were writing" in response.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "mira@example", "Enter a valid email address."),
        ("handle", "a", "Use 3 to 30"),
        ("handle", "admin", "kept by the site"),
        ("handle", "mira valk", "Use 3 to 30"),
        ("display_name", "https://evil.example", "Write a name"),
        ("display_name", "evil.com", "turn this name into a link"),
        ("display_name", "mira@example.org", "Write a name"),
        (
            "display_name",
            "\u3164\u200b\u202e",
            "Write your name in letters that can be",
        ),
        ("display_name", "x" * 61, "at most 60"),
        ("password1", "short", "at least 8"),
        ("password1", "password", "lists that attackers try first"),
        ("password1", "Passw0rd2024!", "lists that attackers try first"),
        ("password1", "crossroads1", "lists that attackers try first"),
        ("password1", "qwertyuiop", "lists that attackers try first"),
        ("password1", "1q2w3e4r5t", "lists that attackers try first"),
        ("password1", "aaaaaaaaaaaaaaaaaaaaaaa", "lists that attackers try first"),
        ("password1", "mira-valk-1", "too similar"),
        ("password1", "x" * 257, "at most 256"),
        ("zone", "Mars/Olympus", "Select a valid choice"),
        ("zone", "", "required"),
        ("agree", "", "agree to all three"),
        ("handle", "mira\x00valk", "Use 3 to 30"),
    ],
)
def test_signup_refuses_and_keeps_what_was_written(client, field, value, sentence):
    data = joining(client) | {field: value}

    response = client.post(reverse("account_signup"), data)

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    for name in {"email", "handle", "display_name"} - {field}:
        assert data[name] in page
    assert f'value="{data["password1"]}"' not in page
    assert not User.objects.exists()
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Mi\u202era\u200b\u2028Va\x07lk\ue000", "Mira Valk"),
        ("می\u200cنا\u200d", "می\u200cنا"),
        ("ශ්\u200dරී 👩\u200d💻", "ශ්\u200dරී 👩\u200d💻"),
        ("Z" + "\u0301" * 30, "Z" + "\u0301" * 8),
    ],
)
def test_signup_takes_a_name_as_it_is_seen(client, typed, stored):
    client.post(reverse("account_signup"), joining(client) | {"display_name": typed})

    assert User.objects.get().display_name == stored


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "9 teal owls",
        "x" * 200 + "yzabcd",
        "Tr0mbone weather",
        "ПарольНеПарольДа",
    ],
)
def test_signup_takes_any_password_that_is_long_and_on_no_list(client, password):
    answer = sign_up(client, password1=password)

    assert answer.status_code == 302
    assert User.objects.get().check_password(password)


def test_signup_takes_a_zone_that_only_browsers_list(client):
    sign_up(client, zone="Asia/Calcutta")

    assert User.objects.get().zone == "Asia/Calcutta"


def test_signup_keeps_a_name_with_initials(client):
    sign_up(client, display_name="  J.R.R.  Tolkien ")

    assert User.objects.get().display_name == "J.R.R. Tolkien"


def test_a_code_works_once_and_not_after_three_wrong_ones(client):
    sign_up(client)
    code = code_sent_to("mira@example.org")
    page = reverse("account_email_verification_sent")

    for _ in range(3):
        client.post(page, {"code": "1111-1111"})
    client.post(page, {"code": code})

    assert not get_user(client).is_authenticated
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_a_code_is_not_used_up_by_opening_the_page(client):
    sign_up(client)
    code = code_sent_to("mira@example.org")
    page = reverse("account_email_verification_sent")

    for _ in range(5):
        client.get(page, {"code": code})
    client.post(page, {"code": code.replace("-", " ")})

    assert get_user(client).is_authenticated


def test_a_code_belongs_to_the_browser_that_asked_for_it(client):
    sign_up(client)
    other = client.__class__()

    response = other.post(
        reverse("account_email_verification_sent"),
        {"code": code_sent_to("mira@example.org")},
    )

    assert response["Location"] == reverse("account_login")
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_the_mail_with_the_code_is_secret_and_fast_and_its_subject_silent(client):
    sign_up(client)

    mail = Mail.objects.get()
    assert (mail.kind, mail.is_secret, mail.is_fast) == (
        "account/email_confirmation_signup",
        True,
        True,
    )
    assert re.search(r"\d{4}-\d{4}", mail.text + mail.html)
    assert not re.search(r"\d{4}-\d{4}", mail.subject)


@pytest.mark.parametrize("address", ['"a,b"@example.org', '"a\x07b"@example.org'])
def test_an_address_that_mail_would_trip_on_is_refused_everywhere(client, address):
    answers = {
        "signup": sign_up(client, email=address),
        "code": client.post(reverse("account_request_login_code"), {"email": address}),
        "reset": client.post(reverse("account_reset_password"), {"email": address}),
    }
    sign_in(client, member())
    answers["another"] = client.post(
        reverse("account_email"), {"action_add": "", "email": address}
    )

    for where, answer in answers.items():
        page = answer.content.decode()
        assert "Write an address without quotation marks." in page, where
    assert User.objects.count() == 1
    assert not Mail.objects.exists()
