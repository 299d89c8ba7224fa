import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from access.services.roles import appoint
from accounts.models import AuditEntry, User
from core.limits import ROWS_A_PAGE
from onboarding.enums import GateMode
from outbox.models import Mail
from tests.accounts.auth.steps import (
    NEW_PASSWORD,
    code_sent_to,
    sign_in,
    sign_up,
)
from tests.factories.access import GrantFactory, member, organiser
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def confirm(client, address="mira@example.org"):
    return client.post(
        reverse("account_email_verification_sent"), {"code": code_sent_to(address)}
    )


@pytest.fixture
def approval(settings):
    settings.GATE_MODE = GateMode.APPROVAL


def test_an_organiser_lets_in_who_waits(client, approval):
    sign_up(client)
    confirm(client)
    person = User.objects.get()
    desk = client.__class__()
    desk.force_login(organiser())
    assert [
        p.pk for p in desk.get(reverse("onboarding:applicant_index")).context["people"]
    ] == [person.pk]

    letting_in = reverse("onboarding:applicant_approve", args=[person.pk])
    desk.post(letting_in)
    again = desk.post(letting_in, follow=True)

    assert f"{person.display_name} is in already." in again.content.decode()
    assert Mail.objects.filter(kind="account/approved", to=person.email).count() == 1
    sign_in(client, person, password=NEW_PASSWORD)
    assert get_user(client) == person


def test_nobody_is_let_in_whose_address_is_not_proved(client, approval):
    sign_up(client)
    person = User.objects.get()
    desk = Client()
    desk.force_login(organiser())

    answer = desk.post(reverse("onboarding:applicant_approve", args=[person.pk]))

    assert answer.status_code == 404
    person.refresh_from_db()
    assert person.approved_at is None
    assert not Mail.objects.filter(kind="account/approved").exists()


def test_who_waits_is_counted_where_not_all_are_shown(client, approval):
    UserFactory.create_batch(ROWS_A_PAGE + 1, approved_at=None)
    client.force_login(organiser())

    page = client.get(reverse("onboarding:applicant_index"))

    assert len(page.context["people"]) == ROWS_A_PAGE
    assert f"{ROWS_A_PAGE} of {ROWS_A_PAGE + 1}." in page.content.decode()


def test_a_refusal_removes_the_account_and_says_why(client, approval):
    sign_up(client)
    confirm(client)
    person = User.objects.get()
    host = organiser()
    desk = client.__class__()
    desk.force_login(host)
    page = reverse("onboarding:applicant_refuse", args=[person.pk])

    assert desk.get(page).status_code == 200
    assert desk.post(page).status_code == 422
    desk.post(page, {"reason": "We know nobody of this name."})

    assert not User.objects.filter(pk=person.pk).exists()
    mail = Mail.objects.get(kind="account/refused")
    assert "We know nobody of this name." in mail.text
    entry = AuditEntry.objects.get(action="refused")
    assert (entry.actor, entry.target_id) == (host, person.pk)


def test_nobody_is_refused_who_was_given_a_place(client, approval):
    sign_up(client)
    confirm(client)
    person = User.objects.get(handle="mira-valk")
    GrantFactory(person=person, ended=True)
    desk = client.__class__()
    desk.force_login(organiser())

    answer = desk.post(
        reverse("onboarding:applicant_refuse", args=[person.pk]),
        {"reason": "Who is it?"},
    )

    assert answer.status_code == 409
    assert "Who is it?" in answer.content.decode()
    assert "which the ledger keeps" in answer.content.decode()
    assert User.objects.filter(pk=person.pk).exists()
    assert not Mail.objects.filter(kind="account/refused").exists()
    assert not AuditEntry.objects.filter(action="refused").exists()


def test_nobody_is_refused_of_whom_something_is_kept(client, approval):
    person, host = UserFactory(approved_at=None), organiser()
    role = appoint(organiser=host, person=person, kind="mentor")
    client.force_login(host)

    answer = client.post(
        reverse("onboarding:applicant_refuse", args=[person.pk]),
        {"reason": "Who is it?"},
    )

    assert answer.status_code == 409
    assert "Who is it?" in answer.content.decode()
    assert "such as a role" in answer.content.decode()
    assert person.roles.get() == role
    assert not Mail.objects.filter(kind="account/refused").exists()
    assert not AuditEntry.objects.filter(action="refused").exists()


def test_nobody_is_refused_who_is_in(client):
    person = member()
    client.force_login(organiser())

    answer = client.post(
        reverse("onboarding:applicant_refuse", args=[person.pk]), {"reason": "No."}
    )

    assert answer.status_code == 404
    assert User.objects.filter(pk=person.pk).exists()
