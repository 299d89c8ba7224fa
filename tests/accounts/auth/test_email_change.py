from datetime import timedelta

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context
from django.contrib.auth import get_user
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.urls import reverse

from accounts.models import AuditEntry, MailRevert, User
from core import clock
from core.errors import Changed
from outbox.models import Mail
from tests.accounts.auth.steps import NEW_PASSWORD, code_sent_to, sign_in, sign_up
from tests.factories.accounts import PASSWORD, UserFactory, give_second_factor

pytestmark = pytest.mark.django_db

NEW = "new@example.org"


def ask_for(client, address=NEW):
    return client.post(reverse("account_email"), {"email": address, "action_add": ""})


def confirm(client, address=NEW):
    return client.post(
        reverse("account_email_verification_sent"), {"code": code_sent_to(address)}
    )


def way_back(person):
    """The link in the message to the old address."""
    mail = Mail.objects.filter(kind="account/email_changed").latest("pk")
    return "/accounts/way-back/" + mail.text.split("/way-back/")[1].split()[0]


@pytest.fixture
def person(client):
    person = UserFactory(email="old@example.org")
    sign_in(client, person)
    return person


def test_a_new_address_counts_once_its_code_is_typed(client, person):
    ask_for(client)
    person.refresh_from_db()
    assert person.email == "old@example.org"

    confirm(client)

    person.refresh_from_db()
    assert person.email == NEW
    addresses = EmailAddress.objects.values_list("email", "verified", "primary")
    assert list(addresses) == [(NEW, True, True)]


def test_the_old_address_is_told_with_a_way_back(client, person):
    ask_for(client)
    confirm(client)

    mail = Mail.objects.get(kind="account/email_changed")
    assert (mail.to, mail.is_secret) == ("old@example.org", True)
    revert = MailRevert.objects.get()
    assert revert.expires_at - revert.created_at == timedelta(hours=72)
    assert revert.token_hash not in mail.text
    assert AuditEntry.objects.get(action="address_changed").actor == person


def test_the_way_back_is_taken_by_its_button_only(client, person):
    ask_for(client)
    confirm(client)
    owner, page = client.__class__(), way_back(person)

    for _ in range(3):
        assert owner.get(page).status_code == 200
    person.refresh_from_db()
    assert person.email == NEW

    owner.post(page)

    person.refresh_from_db()
    assert person.email == "old@example.org"
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [person.email]


def test_the_way_back_shuts_everyone_out(client, person):
    ask_for(client)
    confirm(client)
    give_second_factor(person)

    client.__class__().post(way_back(person))

    person.refresh_from_db()
    assert client.get("/me/settings/").status_code == 302
    assert not person.check_password(PASSWORD)
    assert not person.authenticator_set.exists()
    assert not MailRevert.objects.filter(used_at=None).exists()


def test_the_way_back_works_once(client, person):
    ask_for(client)
    confirm(client)
    owner, page = client.__class__(), way_back(person)
    owner.post(page)

    assert owner.get(page).status_code == 410
    assert owner.post(page).status_code == 410


def test_the_way_back_closes_after_72_hours(client, person):
    ask_for(client)
    confirm(client)
    page, until = way_back(person), MailRevert.objects.get().expires_at

    with clock.at(until):
        assert client.__class__().post(page).status_code == 410
    person.refresh_from_db()
    assert person.email == NEW

    with clock.at(until - timedelta(seconds=1)):
        assert client.__class__().post(page).status_code == 200


def test_a_second_change_does_not_close_the_first_way_back(client, person):
    """A thief who moves on twice is thrown out by the first message."""
    ask_for(client)
    confirm(client)
    page = way_back(person)
    ask_for(client, "third@example.org")
    confirm(client, "third@example.org")

    client.__class__().post(page)

    person.refresh_from_db()
    assert person.email == "old@example.org"
    thief = way_back(person)
    assert client.__class__().post(thief).status_code == 410


def test_an_address_of_somebody_else_is_not_given_away(client, person):
    UserFactory(email=NEW)

    answer = ask_for(client)
    assert answer["Location"] == reverse("account_email_verification_sent")
    refused = confirm(client)

    assert refused.status_code == 422
    person.refresh_from_db()
    assert person.email == "old@example.org"
    assert not MailRevert.objects.exists()


def test_the_way_back_does_not_take_an_address_from_another(client, person):
    ask_for(client)
    confirm(client)
    UserFactory(email="old@example.org")

    answer = client.__class__().post(way_back(person))

    assert answer.status_code == 410
    assert "Another account" in answer.content.decode()
    person.refresh_from_db()
    assert person.email == NEW


def test_an_account_that_proved_nothing_does_not_stand_in_the_way_back(client, person):
    """A thief may sign up with the address that was left, to keep it from its owner."""
    ask_for(client)
    confirm(client)
    page = way_back(person)
    sign_up(client.__class__(), email="old@example.org", handle="in-the-way")
    assert User.objects.filter(handle="in-the-way").exists()

    answer = client.__class__().post(page)

    assert answer.status_code == 200
    person.refresh_from_db()
    assert person.email == "old@example.org"
    assert not User.objects.filter(handle="in-the-way").exists()


def test_an_unknown_way_back_is_no_page(client):
    assert client.get("/accounts/way-back/nothing/").status_code == 404
    assert client.post("/accounts/way-back/nothing/").status_code == 404


def test_the_address_asks_for_a_fresh_sign_in(client):
    person = UserFactory()
    client.force_login(person)

    answer = ask_for(client)

    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert not Mail.objects.exists()
    assert get_user(client) == person


def test_a_change_on_its_way_does_not_outrun_the_way_back(client, rf, person):
    """The thief's request knew who it was from before the owner shut everyone out."""
    ask_for(client)
    confirm(client)
    request = rf.post("/")
    SessionMiddleware(lambda r: None).process_request(request)
    MessageMiddleware(lambda r: None).process_request(request)
    request.user = User.objects.get()
    client.__class__().post(way_back(person))

    third = EmailAddress(user=request.user, email="third@example.org")
    with context.request_context(request):
        assert not get_adapter().confirm_email(request, third)

    person.refresh_from_db()
    assert person.email == "old@example.org"
    assert EmailAddress.objects.get().email == person.email
    assert not MailRevert.objects.filter(used_at=None).exists()


def test_a_password_on_its_way_does_not_outrun_the_way_back(client, person):
    ask_for(client)
    confirm(client)
    stale = User.objects.get()
    client.__class__().post(way_back(person))

    with pytest.raises(Changed):
        get_adapter().set_password(stale, NEW_PASSWORD)

    person.refresh_from_db()
    assert (person.email, person.has_usable_password()) == ("old@example.org", False)


def test_a_new_password_writes_nothing_else_of_the_person(person):
    stale = User.objects.get()
    User.objects.update(is_active=False, zone="Europe/Lisbon")

    get_adapter().set_password(stale, NEW_PASSWORD)

    person.refresh_from_db()
    assert person.check_password(NEW_PASSWORD)
    assert (person.is_active, person.zone) == (False, "Europe/Lisbon")
