import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.urls import reverse

from access.access import Access
from accounts.models import AuditEntry
from outbox.models import Mail
from tests.accounts.auth.steps import app_code, code_sent_to, sign_in
from tests.factories.access import RoleFactory
from tests.factories.accounts import PASSWORD, UserFactory, give_second_factor

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"


def set_up_app(client):
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})
    return secret


def test_the_app_is_asked_for_after_the_password(client):
    person = UserFactory()
    give_second_factor(person)

    response = sign_in(client, person)
    assert response["Location"] == reverse("mfa_authenticate")
    assert not get_user(client).is_authenticated

    client.post(reverse("mfa_authenticate"), {"code": app_code(SECRET)})
    assert get_user(client) == person


def test_the_app_is_asked_for_after_a_mailed_code_too(client):
    person = UserFactory()
    give_second_factor(person)
    client.post(reverse("account_request_login_code"), {"email": person.email})

    response = client.post(
        reverse("account_confirm_login_code"), {"code": code_sent_to(person.email)}
    )

    assert response["Location"] == reverse("mfa_authenticate")
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("seconds", [0, 31, 59])
def test_a_code_of_the_app_is_good_once(client, seconds):
    person = UserFactory()
    give_second_factor(person)
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False) as traveller:
        code = app_code(SECRET)
        sign_in(client, person)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert get_user(client) == person
        traveller.shift(seconds)
        other = client.__class__()
        sign_in(other, person)

        response = other.post(reverse("mfa_authenticate"), {"code": code})

    assert response.status_code == 422
    assert not get_user(other).is_authenticated


def test_setting_up_an_app_gives_recovery_codes_that_open_once(client):
    person = UserFactory()
    sign_in(client, person)
    set_up_app(client)
    page = client.get(reverse("mfa_view_recovery_codes"))
    code = page.context["unused_codes"][0]
    client.post(reverse("account_logout"))

    for expected in (person.pk, None):
        browser = client.__class__()
        sign_in(browser, person)
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert get_user(browser).pk == expected


def test_the_square_code_is_the_only_image_from_data(client):
    sign_in(client, UserFactory())

    with_square = client.get(reverse("mfa_activate_totp"))
    without = client.get(reverse("mfa_index"))

    assert "data:" in with_square["Content-Security-Policy"]
    assert "data:" not in without["Content-Security-Policy"]
    assert "unsafe" not in with_square["Content-Security-Policy"]


def test_the_secret_of_an_app_is_stored_sealed(client):
    person = UserFactory()
    sign_in(client, person)

    secret = set_up_app(client)

    stored = Authenticator.objects.get(user=person, type="totp").data["secret"]
    assert stored.startswith("sealed:")
    assert secret not in stored


def test_a_sealed_secret_survives_a_change_of_the_key(client, settings):
    person = UserFactory()
    sign_in(client, person)
    secret = set_up_app(client)
    client.post(reverse("account_logout"))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key"

    browser = client.__class__()
    sign_in(browser, person)
    browser.post(reverse("mfa_authenticate"), {"code": app_code(secret)})

    assert get_user(browser) == person


def test_who_holds_a_role_is_led_to_the_second_factor(client):
    person = UserFactory()
    RoleFactory(person=person)

    response = sign_in(client, person)

    assert response["Location"] == reverse("mfa_index")
    assert (
        "once you have a second factor" in client.get("/me/settings/").content.decode()
    )
    assert not Access.of(person).is_moderator


def test_a_role_counts_once_the_factor_is_there(client):
    person = UserFactory()
    RoleFactory(person=person)
    sign_in(client, person)

    set_up_app(client)

    assert Access.of(person).is_moderator


def test_the_first_factor_ends_sessions_that_never_met_one(client):
    person = UserFactory()
    elsewhere = client.__class__()
    sign_in(elsewhere, person)
    sign_in(client, person)

    set_up_app(client)

    assert get_user(client) == person
    assert elsewhere.get("/me/settings/").status_code == 302


def test_the_owner_is_told_of_each_change(client, django_capture_on_commit_callbacks):
    person = UserFactory()
    sign_in(client, person)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(client)
    client.post(reverse("mfa_deactivate_totp"))

    kinds = Mail.objects.order_by("pk").values_list("kind", "to")
    assert ("mfa/totp_activated", person.email) in kinds
    assert ("mfa/totp_deactivated", person.email) in kinds
    actions = AuditEntry.objects.filter(actor=person).values_list("action", flat=True)
    assert list(actions.order_by("pk")) == [
        "second_factor_added",
        "second_factor_removed",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "account_email",
    ],
)
def test_an_old_sign_in_must_be_proved_again(client, name):
    person = UserFactory()
    give_second_factor(person)
    if name == "mfa_activate_totp":
        Authenticator.objects.filter(user=person).update(type="webauthn")
    Authenticator.objects.create(
        user=person, type="recovery_codes", data={"seed": "a" * 80, "used_mask": 0}
    )
    client.force_login(person)

    response = client.get(reverse(name))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_reauthenticate"))


def test_proving_oneself_again_leads_on(client):
    person = UserFactory()
    client.force_login(person)
    page = reverse("account_email")
    asked = client.get(page)["Location"]

    response = client.post(asked, {"password": PASSWORD})

    assert response["Location"] == page
    assert client.get(page).status_code == 200


def test_a_wrong_password_proves_nothing(client):
    client.force_login(UserFactory())
    page = reverse("account_email")

    response = client.post(client.get(page)["Location"], {"password": "wrong"})

    assert response.status_code == 422
    assert client.get(page).status_code == 302


def test_recovery_codes_are_for_their_owner(client):
    owner, other = UserFactory(), UserFactory()
    sign_in(client, owner)
    set_up_app(client)
    stranger = client.__class__()
    sign_in(stranger, other)

    assert stranger.get(reverse("mfa_view_recovery_codes")).status_code == 404
    assert stranger.get(reverse("mfa_download_recovery_codes")).status_code == 404
