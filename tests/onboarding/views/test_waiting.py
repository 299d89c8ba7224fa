import pytest
from django.contrib.auth import get_user
from django.urls import reverse

from accounts.models import User
from onboarding.enums import GateMode
from tests.accounts.auth.steps import (
    NEW_PASSWORD,
    code_sent_to,
    sign_in,
    sign_up,
)

pytestmark = pytest.mark.django_db


def confirm(client, address="mira@example.org"):
    return client.post(
        reverse("account_email_verification_sent"), {"code": code_sent_to(address)}
    )


@pytest.fixture
def approval(settings):
    settings.GATE_MODE = GateMode.APPROVAL


def test_who_joins_at_an_approving_gate_waits(client, approval):
    sign_up(client)

    answer = confirm(client)

    assert answer["Location"] == reverse("onboarding:waiting_detail")
    assert not get_user(client).is_authenticated
    again = sign_in(client, User.objects.get(), password=NEW_PASSWORD)
    assert again["Location"] == reverse("onboarding:waiting_detail")
    assert not get_user(client).is_authenticated
