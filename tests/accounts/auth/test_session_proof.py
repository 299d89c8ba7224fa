"""What a session must have shown, and how long it lasts."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from access.enums import RoleKind
from accounts.models import AuditEntry
from accounts.services import sessions
from core import clock
from core.limits import FACTOR_LIFE, SESSION_LIFE
from tests.accounts.auth.steps import NEW_PASSWORD, app_code, sign_in
from tests.factories.access import RoleFactory
from tests.factories.accounts import PASSWORD, UserFactory, give_second_factor

pytestmark = pytest.mark.django_db

DESK = "/organise/"
SHOWN = "account_authentication_methods"


@pytest.fixture
def organiser():
    organiser = RoleFactory(kind=RoleKind.ORGANISER).person
    give_second_factor(organiser)
    return organiser


def without_factor(client, person):
    """A session that is signed in and has shown no second factor."""
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session[SHOWN] = [{"method": "password", "at": clock.now().timestamp()}]
    session.save()


def test_a_role_counts_in_a_session_that_showed_the_factor(client, organiser):
    sign_in(client, organiser)
    client.post(reverse("mfa_authenticate"), {"code": app_code("JBSWY3DPEHPK3PXP")})

    assert client.get(DESK).status_code == 200


def test_a_role_does_not_count_in_a_session_that_showed_none(client, organiser):
    without_factor(client, organiser)
    lines = AuditEntry.objects.count()

    page = client.get(DESK)
    action = client.post(
        reverse("access:organise_role_create", args=[organiser.handle]),
        {"kind": RoleKind.MODERATOR, "reason": "Mine."},
    )

    assert page.status_code == action.status_code == 302
    assert page["Location"].startswith(reverse("mfa_reauthenticate"))
    assert organiser.roles.count() == 1
    assert AuditEntry.objects.count() == lines


def test_a_service_asks_the_session_as_well(client, organiser):
    """What a member may do is done; a moderator's place in it is not there."""
    without_factor(client, organiser)

    home = client.get(reverse("pages:home_index"))

    assert not home.context["access"].roles
    assert home.context["access"].pending_roles == {RoleKind.ORGANISER}


def test_the_factor_is_shown_later_in_the_same_session(client, organiser):
    without_factor(client, organiser)

    client.post(reverse("mfa_reauthenticate"), {"code": app_code("JBSWY3DPEHPK3PXP")})

    assert client.get(DESK).status_code == 200


@pytest.mark.parametrize(("after", "status"), [(-1, 200), (0, 200), (1, 302)])
def test_a_shown_factor_counts_for_seven_days(client, organiser, after, status):
    client.force_login(organiser)
    shown_at = client.session[SHOWN][-1]["at"]
    late = FACTOR_LIFE + timedelta(seconds=after)

    with clock.at(sessions.moment(shown_at) + late):
        assert client.get(DESK).status_code == status


def test_a_factor_that_is_gone_proves_nothing(client, organiser):
    client.force_login(organiser)
    Authenticator.objects.create(
        user=organiser, type="webauthn", data={}, created_at=clock.now()
    )

    organiser.authenticator_set.filter(type="totp").delete()

    assert client.get(DESK).status_code == 302


def test_setting_up_the_first_factor_shows_it(client):
    person = RoleFactory(kind=RoleKind.ORGANISER).person
    sign_in(client, person)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

    client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})

    assert client.get(DESK).status_code == 200


def test_with_a_password_alone_nobody_adds_a_factor(client, organiser):
    without_factor(client, organiser)

    answer = client.get(reverse("mfa_add_webauthn"))

    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    assert organiser.authenticator_set.count() == 1


@pytest.mark.parametrize(("before", "is_in"), [(1, True), (0, False)])
def test_a_session_ends_thirty_days_after_the_sign_in(client, before, is_in):
    person = UserFactory()
    sign_in(client, person)
    began = sessions.moment(client.session[sessions.SINCE])
    Session.objects.update(expire_date=began + timedelta(days=60))

    with clock.at(began + SESSION_LIFE - timedelta(seconds=before)):
        client.get("/me/settings/")

    assert get_user(client).is_authenticated is is_in


def test_a_new_password_ends_every_other_session(client):
    person = UserFactory()
    other = Client()
    for browser in (other, client):
        sign_in(browser, person)

    client.post(
        reverse("account_change_password"),
        {
            "oldpassword": PASSWORD,
            "password1": NEW_PASSWORD,
            "password2": NEW_PASSWORD,
        },
    )

    assert get_user(client) == person
    assert not get_user(other).is_authenticated
    assert UserSession.objects.filter(session_key=client.session.session_key).exists()


def test_a_session_in_no_list_is_ended_with_the_others(client):
    person = UserFactory()
    unlisted = Client()
    for browser in (unlisted, client):
        sign_in(browser, person)
    UserSession.objects.filter(session_key=unlisted.session.session_key).delete()

    client.post(reverse("accounts:session_end_others"))

    assert not get_user(unlisted).is_authenticated
    assert get_user(client) == person


def test_a_sign_in_that_waits_for_its_factor_ends_with_the_sessions(client, organiser):
    """Its password was right once. The owner has ended everything since."""
    waiting = Client()
    sign_in(waiting, organiser)
    sessions.end_others(person=organiser, here=None)

    answer = waiting.post(
        reverse("mfa_authenticate"), {"code": app_code("JBSWY3DPEHPK3PXP")}
    )

    assert answer["Location"] == reverse("account_login")
    assert not get_user(waiting).is_authenticated


@pytest.mark.parametrize(
    "page", ["mfa_view_recovery_codes", "mfa_download_recovery_codes"]
)
def test_a_session_without_the_factor_reads_no_recovery_codes(client, organiser, page):
    """A password that was typed a moment ago is not enough: a code is a factor."""
    codes = RecoveryCodes.activate(organiser)
    without_factor(client, organiser)

    answer = client.get(reverse(page))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    assert not Authenticator.objects.get(pk=codes.instance.pk).wrap().did_view
