"""The mail of an account: both parts, no link but ours, secrets as such."""

import re

import pytest

from accounts.services import specimens
from accounts.services.letters import SECRET, send
from outbox import registry
from outbox.models import Mail
from outbox.services.mail import render_mail
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

KINDS = sorted(
    {*specimens.PLAIN, *specimens.CODES, *specimens.LINKS}
    | {"account/refused", "account/email_changed", "account/invitation"}
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_has_both_parts_in_plain_words(kind, settings):
    settings.SITE_URL = "https://crossroads.example"

    mail = render_mail(kind, registry.specimens()[kind]())

    assert mail.subject
    assert "\n" not in mail.subject
    assert mail.text.strip()
    assert "<html" in mail.html
    for link in re.findall(r"https?://[^\s\"<>]+", mail.text + mail.html):
        assert link.startswith("https://crossroads.example/"), link
    for odd in ("{{", "{%", "None", "!"):
        assert odd not in mail.text


@pytest.mark.parametrize("kind", ["account/approved"])
def test_a_name_becomes_no_link(kind):
    person = UserFactory(display_name="visit evil.example now")

    mail = render_mail(kind, {"person": person})

    assert "evil.example" not in mail.subject + mail.text + mail.html


def test_a_letter_carries_no_request_and_no_host(rf):
    send(
        "account/login_code",
        "a@example.org",
        {"code": "1234-5678", "request": rf.get("/", HTTP_HOST="evil.example")},
    )

    mail = Mail.objects.get()
    assert mail.is_secret
    assert "evil" not in mail.text + mail.html


def test_codes_and_tokens_are_secret():
    assert {*specimens.CODES, "account/email_changed", "account/invitation"} <= SECRET
