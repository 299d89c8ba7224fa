"""The mail of an account: both parts, no link but ours, secrets as such."""

import re

import pytest

from accounts.services import mail_previews
from accounts.services.account_mail import SECRET, send
from outbox import registry
from outbox.models import Mail
from outbox.services.mail import render_mail
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

KINDS = sorted(
    {*mail_previews.PLAIN, *mail_previews.CODES, *mail_previews.LINKS}
    | {"account/approved", "account/refused", "account/email_changed"}
    | {"account/invitation", "account/export_ready"}
    | {"account/unlocked", "account/way_back"}
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_has_both_parts_in_plain_words(kind, settings):
    settings.SITE_URL = "https://crossroads.example"

    mail = render_mail(kind, registry.mail_previews()[kind]())

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
    links = {"account/email_changed", "account/way_back"}

    assert {*mail_previews.CODES, *links} <= SECRET


# What a stranger inside may have done; every one tells its owner so.
OF_STRANGERS = [
    kind
    for kind in KINDS
    if kind.startswith(("mfa/", "socialaccount/", "account/password_"))
    and not kind.endswith("_code")
] + ["account/email_changed", "account/export_ready", "account/unlocked"]
OF_STRANGERS += ["account/way_back"]
# These outlive a new password.
OUTLIVING = [
    "mfa/recovery_codes_generated",
    "mfa/totp_activated",
    "mfa/webauthn_added",
    "socialaccount/account_connected",
]


@pytest.mark.parametrize("kind", [*OF_STRANGERS, "account/proof_code"])
def test_whoever_is_locked_out_finds_people_in_the_letter(kind, settings):
    settings.CONTACT_ADDRESS = "people@crossroads.example"

    mail = render_mail(kind, registry.mail_previews()[kind]())

    assert "write to us at people@crossroads.example" in mail.text
    assert 'href="mailto:people@crossroads.example"' in mail.html


@pytest.mark.parametrize("kind", OUTLIVING)
def test_no_letter_says_that_a_new_password_ends_what_it_does_not(kind):
    mail = render_mail(kind, registry.mail_previews()[kind]())

    for part in (mail.text, mail.html):
        assert "a new password is not enough" in part
        assert "signs everybody" not in part
    assert "/password/reset/" not in mail.text
