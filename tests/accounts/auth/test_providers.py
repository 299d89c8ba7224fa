"""GitHub and Google, without leaving this machine: their answers are made up."""

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.github.provider import GitHubProvider
from django.contrib.auth import get_user
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.db.models.signals import pre_save
from django.urls import reverse

from accounts.models import Agreement, User
from core.errors import Changed
from onboarding.adapter import ProviderAdapter
from outbox.models import Mail
from tests.accounts.auth.steps import NEW_PASSWORD, code_sent_to, sign_in
from tests.accounts.auth.test_email_change import NEW, ask_for, confirm, way_back
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keys(settings):
    settings.SOCIALACCOUNT_PROVIDERS = {
        "github": {"APPS": [{"client_id": "an-id", "secret": "a-secret"}]}
    }


def come_back(client, rf, *, email, verified=True, process="login", uid="42"):
    """Arrive from GitHub with what it says, in the client's session."""
    request = rf.get("/accounts/github/login/callback/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    SessionMiddleware(lambda r: None).process_request(request)
    MessageMiddleware(lambda r: None).process_request(request)
    request.user = get_user(request)
    with context.request_context(request):
        app = ProviderAdapter().list_apps(request, provider="github")[0]
        login = SocialLogin(
            user=User(email=email),
            account=SocialAccount(provider="github", uid=uid),
            email_addresses=[
                EmailAddress(email=email, verified=verified, primary=True)
            ],
            provider=GitHubProvider(request, app=app),
        )
        login.state = {"process": process}
        response = complete_social_login(request, login)
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key
    return response


def finish(client, **changes):
    form = client.get(reverse("socialaccount_signup")).context["form"]
    data = {
        "email": form["email"].value(),
        "handle": "mira-valk",
        "display_name": "Mira Valk",
        "zone": "Europe/Lisbon",
        "agree": "on",
        "documents": form["documents"].value(),
    }
    return client.post(reverse("socialaccount_signup"), data | changes)


def test_the_button_is_there_with_its_key_and_the_form_may_leave(client):
    page = client.get(reverse("account_login"))

    assert "Go on with GitHub" in page.content.decode()
    assert "Google" not in page.content.decode()
    policy = page["Content-Security-Policy"]
    assert "form-action 'self' https://github.com" in policy
    assert "google" not in policy
    assert client.get("/accounts/google/login/").status_code == 404


def test_the_button_leads_to_github_by_post_only(client):
    address = reverse("github_login")

    assert client.get(address).status_code == 200
    answer = client.post(address)

    assert answer["Location"].startswith("https://github.com/login/oauth/authorize?")


def test_pages_elsewhere_do_not_let_forms_leave(client):
    page = client.get(reverse("account_reset_password"))

    assert "github" not in page["Content-Security-Policy"]


def test_joining_asks_for_name_handle_zone_and_agreement(client, rf):
    answer = come_back(client, rf, email="mira@example.org")
    assert answer["Location"] == reverse("socialaccount_signup")
    assert not User.objects.exists()

    finish(client)

    person = get_user(client)
    assert (person.handle, person.zone) == ("mira-valk", "Europe/Lisbon")
    assert not person.has_usable_password()
    assert Agreement.objects.filter(person=person).exists()


def test_an_address_github_has_not_confirmed_is_proved_by_a_code(client, rf):
    come_back(client, rf, email="mira@example.org", verified=False)

    finish(client)
    assert not get_user(client).is_authenticated
    client.post(
        reverse("account_email_verification_sent"),
        {"code": code_sent_to("mira@example.org")},
    )

    assert get_user(client).is_authenticated


def test_a_known_address_is_neither_signed_in_nor_linked_nor_told(client, rf):
    UserFactory(email="mira@example.org")
    come_back(client, rf, email="mira@example.org")

    answer = finish(client)

    assert answer["Location"] == reverse("account_email_verification_sent")
    assert not get_user(client).is_authenticated
    assert not SocialAccount.objects.exists()
    assert Mail.objects.get().kind == "account/account_already_exists"


def test_linking_needs_the_same_address_confirmed_there(client, rf):
    person = UserFactory(email="mira@example.org")
    sign_in(client, person)

    come_back(client, rf, email="other@example.org", process="connect")
    come_back(client, rf, email=person.email, verified=False, process="connect")
    assert not SocialAccount.objects.exists()

    come_back(client, rf, email="Mira@example.org", process="connect")
    assert SocialAccount.objects.get().user == person


def test_linking_needs_a_fresh_sign_in(client, rf):
    person = UserFactory()
    client.force_login(person)

    answer = come_back(client, rf, email=person.email, process="connect")

    assert answer["Location"] == reverse("account_reauthenticate")
    assert not SocialAccount.objects.exists()


def test_what_is_linked_to_one_is_not_linked_to_another(client, rf):
    first, second = UserFactory(), UserFactory()
    SocialAccount.objects.create(user=first, provider="github", uid="42")
    sign_in(client, second)

    come_back(client, rf, email=second.email, process="connect")

    assert SocialAccount.objects.get().user == first


def test_a_linked_account_signs_in(client, rf):
    person = UserFactory()
    SocialAccount.objects.create(user=person, provider="github", uid="42")

    come_back(client, rf, email="anything@example.org")

    assert get_user(client) == person


def test_unlinking_leaves_a_way_in(client):
    person = UserFactory()
    account = SocialAccount.objects.create(user=person, provider="github", uid="42")
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    page = reverse("socialaccount_connections")

    refused = client.post(page, {"account": account.pk})
    assert refused.status_code == 422
    assert "Set a password first" in refused.content.decode()
    assert SocialAccount.objects.exists()

    person.set_password(NEW_PASSWORD)
    person.save()
    sign_in(client, person, password=NEW_PASSWORD)
    client.post(page, {"account": account.pk})
    assert not SocialAccount.objects.exists()


def test_a_closed_gate_is_closed_to_github_too(client, rf, settings):
    settings.GATE_MODE = "invitation"

    answer = come_back(client, rf, email="mira@example.org")

    assert "by invitation" in answer.content.decode()
    assert not User.objects.exists()


def test_turning_back_is_told_in_our_words(client):
    for name, status in (
        ("socialaccount_login_cancelled", 200),
        ("socialaccount_login_error", 401),
    ):
        assert client.get(reverse(name)).status_code == status


def test_the_way_back_shuts_out_an_account_that_was_linked_since(client, rf):
    """A thief who moved the address can link only what proves the new one."""
    person = UserFactory(email="old@example.org")
    sign_in(client, person)
    come_back(client, rf, email="old@example.org", process="connect", uid="own")
    ask_for(client)
    confirm(client)
    come_back(client, rf, email=NEW, process="connect", uid="thief")
    assert SocialAccount.objects.filter(user=person).count() == 2

    owner, thief = client.__class__(), client.__class__()
    keys = SocialAccount.objects.values_list("pk", flat=True)
    owner.post(way_back(person), {"links": list(keys)})
    come_back(thief, rf, email=NEW, uid="thief")
    come_back(owner, rf, email="old@example.org", uid="own")

    assert not get_user(thief).is_authenticated
    assert get_user(owner) == person
    assert SocialAccount.objects.get().uid == "own"


def test_a_link_that_is_ended_meanwhile_does_not_come_back(client, rf):
    """Between the moment that a sign-in reads it and the one that it saves it."""
    person = UserFactory()
    SocialAccount.objects.create(user=person, provider="github", uid="42")

    def end(sender, **kwargs):
        SocialAccount.objects.all().delete()

    pre_save.connect(end, sender=SocialAccount)
    try:
        with pytest.raises(Changed):
            come_back(client, rf, email=person.email)
    finally:
        pre_save.disconnect(end, sender=SocialAccount)

    assert not SocialAccount.objects.exists()
    assert not get_user(client).is_authenticated
