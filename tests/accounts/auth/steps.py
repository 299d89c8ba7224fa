"""What tests of joining and signing in do over and over."""

import re

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse

from outbox.models import Mail
from tests.factories.accounts import PASSWORD

NEW_PASSWORD = "five words nobody says together"


def joining(client, **changes):
    """The fields of the sign-up form as a plain person fills them in."""
    form = client.get(reverse("account_signup")).context["form"]
    return {
        "email": "mira@example.org",
        "handle": "mira-valk",
        "display_name": "Mira Valk",
        "password1": NEW_PASSWORD,
        "zone": "Europe/Lisbon",
        "agree": "on",
        "documents": form["documents"].value(),
    } | changes


def sign_up(client, **changes):
    return client.post(reverse("account_signup"), joining(client, **changes))


def code_sent_to(address):
    """The code in the latest mail to an address."""
    mail = Mail.objects.filter(to=address).latest("pk")
    return re.search(r"\b\d{4}-\d{4}\b", mail.text)[0]


def sign_in(client, person, password=PASSWORD, **more):
    return client.post(
        reverse("account_login"), {"login": person.email, "password": password} | more
    )


def app_code(secret):
    """What an authenticator app shows now."""
    counter = list(yield_hotp_counters_from_time())[1]
    return format_hotp_value(hotp_value(secret, counter))
