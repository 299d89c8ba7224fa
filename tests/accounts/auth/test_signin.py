import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.urls import reverse

from outbox.models import Mail
from tests.accounts.auth.steps import NEW_PASSWORD, code_sent_to, sign_in
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

FOREIGN = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    " //evil.example",
    "/\t/evil.example",
    "http://testserver.evil.example/",
]


def test_sign_in_by_password_leads_where_one_wanted_to_go(client):
    person = UserFactory()

    response = sign_in(client, person, next="/me/access/")

    assert response["Location"] == "/me/access/"
    assert get_user(client) == person


@pytest.mark.parametrize("target", FOREIGN)
def test_sign_in_never_leads_to_another_site(client, target):
    response = sign_in(client, UserFactory(), next=target)

    assert response["Location"] == "/"


@pytest.mark.parametrize("target", FOREIGN)
def test_sign_out_never_leads_to_another_site(client, target):
    client.force_login(UserFactory())

    response = client.post(reverse("account_logout"), {"next": target})

    assert response["Location"] == "/"


def test_sign_out_needs_a_post(client):
    person = UserFactory()
    client.force_login(person)

    page = client.get(reverse("account_logout"))
    assert (page.status_code, get_user(client)) == (200, person)

    client.post(reverse("account_logout"))
    assert not get_user(client).is_authenticated


def test_a_wrong_password_is_refused_with_the_address_kept(client):
    person = UserFactory()

    response = sign_in(client, person, password="not the password")

    assert response.status_code == 422
    assert person.email in response.content.decode()
    assert not get_user(client).is_authenticated


def test_sign_in_by_code(client):
    person = UserFactory()
    client.post(reverse("account_request_login_code"), {"email": person.email})
    page = reverse("account_confirm_login_code")
    code = code_sent_to(person.email)

    for _ in range(3):
        client.get(page, {"code": code})
    client.post(page, {"code": code})

    assert get_user(client) == person


def test_a_sign_in_code_is_good_once(client):
    person = UserFactory()
    client.post(reverse("account_request_login_code"), {"email": person.email})
    code = code_sent_to(person.email)
    page = reverse("account_confirm_login_code")
    client.post(page, {"code": code})
    client.post(reverse("account_logout"))

    client.post(page, {"code": code})

    assert not get_user(client).is_authenticated


def test_a_sign_in_code_ends_with_the_address_it_went_to(client):
    person = UserFactory()
    client.post(reverse("account_request_login_code"), {"email": person.email})
    code = code_sent_to(person.email)
    EmailAddress.objects.filter(user=person).update(email="new@example.org")
    type(person).objects.filter(pk=person.pk).update(email="new@example.org")

    client.post(reverse("account_confirm_login_code"), {"code": code})

    assert not get_user(client).is_authenticated


def test_a_forgotten_password_is_set_anew_by_a_code(client):
    person = UserFactory()
    client.post(reverse("account_reset_password"), {"email": person.email})
    client.post(
        reverse("account_confirm_password_reset_code"),
        {"code": code_sent_to(person.email)},
    )
    client.post(
        reverse("account_complete_password_reset"),
        {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )

    person.refresh_from_db()
    assert person.check_password(NEW_PASSWORD)
    assert Mail.objects.filter(kind="account/password_reset", to=person.email).exists()


def test_a_reset_ends_with_the_address_its_code_went_to(client):
    person = UserFactory()
    client.post(reverse("account_reset_password"), {"email": person.email})
    confirm = reverse("account_confirm_password_reset_code")
    client.post(confirm, {"code": code_sent_to(person.email)})
    EmailAddress.objects.filter(user=person).update(email="new@example.org")
    type(person).objects.filter(pk=person.pk).update(email="new@example.org")

    client.post(
        reverse("account_complete_password_reset"),
        {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )

    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_the_new_password_needs_the_code_first(client):
    person = UserFactory()
    client.post(reverse("account_reset_password"), {"email": person.email})

    client.post(
        reverse("account_complete_password_reset"),
        {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )

    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_changed_password_ends_the_other_sessions(client):
    person = UserFactory()
    elsewhere = client.__class__()
    sign_in(client, person)
    sign_in(elsewhere, person)

    client.post(
        reverse("account_change_password"),
        {
            "oldpassword": PASSWORD,
            "password1": NEW_PASSWORD,
            "password2": NEW_PASSWORD,
        },
    )

    assert get_user(client) == person
    assert elsewhere.get("/me/settings/").status_code == 302
    assert Mail.objects.filter(kind="account/password_changed").count() == 1


def test_someone_deactivated_is_out_at_the_next_request(client):
    person = UserFactory()
    sign_in(client, person)
    assert client.get("/me/settings/").status_code == 200

    type(person).objects.filter(pk=person.pk).update(is_active=False)

    assert client.get("/me/settings/").status_code == 302
    assert sign_in(client, person)["Location"] == reverse("account_inactive")
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize(
    "page", ["account_request_login_code", "account_reset_password"]
)
def test_someone_deactivated_is_sent_no_code(client, page):
    person = UserFactory(is_active=False)

    client.post(reverse(page), {"email": person.email})

    assert set(Mail.objects.values_list("kind", flat=True)) == {
        "account/unknown_account"
    }


def test_someone_deactivated_between_code_and_password_sets_none(client):
    person = UserFactory()
    client.post(reverse("account_reset_password"), {"email": person.email})
    confirm = reverse("account_confirm_password_reset_code")
    client.post(confirm, {"code": code_sent_to(person.email)})
    type(person).objects.filter(pk=person.pk).update(is_active=False)

    client.post(
        reverse("account_complete_password_reset"),
        {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )

    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_an_address_in_other_letters_is_another_address(client):
    """No folding that a data base might do makes two people one."""
    UserFactory(email="mike@example.org")

    client.post(reverse("account_reset_password"), {"email": "m\u0131ke@example.org"})

    assert not Mail.objects.filter(kind="account/password_reset_code").exists()
