"""A thief was inside before anybody noticed; then the owner takes the account back."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from access.access import Access
from access.enums import RoleKind
from access.services import unlocking
from accounts.models import AuditEntry, MailRevert, User
from accounts.services.mail_reverts import offer_way_back, take_way_back
from accounts.services.recovery import Kept
from core import clock
from outbox.models import Mail
from tests.accounts.auth.steps import NEW_PASSWORD, app_code, code_sent_to, sign_in
from tests.factories.access import RoleFactory
from tests.factories.accounts import PASSWORD, UserFactory, give_second_factor
from tests.racing import race

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
THIEF_S = "thief@example.org"


def factor(person, kind="webauthn", days_ago=0, **data):
    return Authenticator.objects.create(
        user=person,
        type=kind,
        data={"name": "Blue key"} | data,
        created_at=clock.now() - timedelta(days=days_ago),
    )


@pytest.fixture
def owner():
    return UserFactory(email="owner@example.org")


@pytest.fixture
def moved(owner):
    """The way back of an account that a thief has had for days and has moved on."""
    thief_s = factor(owner, days_ago=3)
    SocialAccount.objects.create(user=owner, provider="github", uid="1")
    SocialAccount.objects.update(date_joined=clock.now() - timedelta(days=3))
    EmailAddress.objects.filter(user=owner).update(email=THIEF_S)
    EmailAddress.objects.create(user=owner, email="next@example.org", verified=False)
    User.objects.filter(pk=owner.pk).update(email=THIEF_S)
    owner.refresh_from_db()
    way_back, token = offer_way_back(
        person=owner, old_address="owner@example.org", new_address=THIEF_S
    )
    way_back.page = reverse("accounts:email_change_revert", args=[token])
    way_back.thief_s = thief_s
    return way_back


def test_nothing_from_before_the_change_is_kept_by_itself(client, owner, moved):
    inside = Client()
    inside.force_login(owner)

    answer = client.post(moved.page)

    owner.refresh_from_db()
    assert answer.status_code == 200
    assert owner.email == "owner@example.org"
    assert not owner.has_usable_password()
    assert not get_user(inside).is_authenticated
    assert not Authenticator.objects.exists()
    assert not SocialAccount.objects.exists()
    assert not UserSession.objects.exists()
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [owner.email]
    entry = AuditEntry.objects.get(action="address_taken_back")
    assert (entry.after["factors"], entry.after["links"]) == (1, 1)


def test_the_page_lists_what_opens_the_account_and_changes_nothing(
    client, owner, moved
):
    later = factor(owner, "totp", secret="x")

    page = client.get(moved.page)

    ways = page.context["ways"]
    assert [one.pk for one in ways.factors] == [moved.thief_s.pk, later.pk]
    assert len(ways.links) == 1
    text = page.content.decode()
    assert f'name="factors" value="{moved.thief_s.pk}"' in text
    assert f'value="{later.pk}"' not in text
    assert "next@example.org" in text
    assert "checked" not in text
    owner.refresh_from_db()
    assert owner.email == THIEF_S
    assert Authenticator.objects.count() == 2


def test_what_the_owner_names_is_kept(client, owner, moved):
    own = factor(owner, "totp", days_ago=100, secret="x")
    link = SocialAccount.objects.get()

    client.post(moved.page, {"factors": [own.pk], "links": [link.pk]})

    assert Authenticator.objects.get() == own
    assert SocialAccount.objects.get() == link


@pytest.mark.parametrize("kind", ["totp", "recovery_codes"])
def test_what_came_after_the_change_is_never_kept(client, owner, moved, kind):
    """The thief adds one while the owner reads the page."""
    late = factor(owner, kind, secret="x", seed="x")

    client.post(moved.page, {"factors": [late.pk]})

    assert not Authenticator.objects.exists()


def test_a_later_way_back_does_not_close_an_earlier_one(client, owner, moved):
    """The thief moves the account on, and takes it back to the thief's address."""
    User.objects.update(email="next@example.org")
    EmailAddress.objects.all().delete()
    later, _token = offer_way_back(
        person=owner, old_address=THIEF_S, new_address="next@example.org"
    )
    take_way_back(way_back=later)

    answer = client.post(moved.page)

    owner.refresh_from_db()
    assert answer.status_code == 200
    assert owner.email == "owner@example.org"


def test_an_earlier_way_back_closes_the_later_ones(client, owner, moved):
    _later, token = offer_way_back(
        person=owner, old_address=THIEF_S, new_address="next@example.org"
    )
    client.post(moved.page)

    answer = client.post(reverse("accounts:email_change_revert", args=[token]))

    owner.refresh_from_db()
    assert answer.status_code == 410
    assert owner.email == "owner@example.org"


def test_recovery_codes_end_beside_a_factor_that_is_kept(client, owner, moved):
    """The thief may have read them; the page says so and offers nothing to tick."""
    own = factor(owner, "totp", days_ago=100, secret="x")
    codes = factor(owner, "recovery_codes", days_ago=100, seed="x")
    text = client.get(moved.page).content.decode()

    client.post(moved.page, {"factors": [own.pk, codes.pk]})

    assert f'value="{codes.pk}"' not in text
    assert "The recovery codes: whoever was inside may have read them." in text
    assert Authenticator.objects.get() == own


def test_an_address_alone_leads_to_no_role(client, owner, moved):
    """Whoever holds the old mailbox, its owner or not, has shown no factor of it."""
    role = RoleFactory(kind=RoleKind.ORGANISER, person=owner)

    page = client.get(moved.page)
    done = client.post(moved.page)
    give_second_factor(owner)

    assert "The role of organiser, unless you keep" in page.content.decode()
    assert "Your role has ended" in done.content.decode()
    owner.refresh_from_db()
    access = Access.of(owner)
    assert not access.roles
    assert not access.pending_roles
    role.refresh_from_db()
    assert role.ended_at is not None
    entry = AuditEntry.objects.get(action="role_ended")
    assert (entry.actor, entry.target_id) == (None, role.pk)
    assert AuditEntry.objects.get(action="address_taken_back").after["roles"] == 1


def test_a_factor_that_is_kept_goes_on_leading_to_the_role(client, owner, moved):
    role = RoleFactory(kind=RoleKind.ORGANISER, person=owner)
    own = factor(owner, "totp", days_ago=100, secret="x")

    done = client.post(moved.page, {"factors": [own.pk]})

    assert "Your role has ended" not in done.content.decode()
    role.refresh_from_db()
    assert role.ended_at is None


def test_a_factor_of_somebody_else_is_not_touched(client, owner, moved):
    other = factor(UserFactory(), days_ago=100)

    client.post(moved.page, {"factors": [other.pk, "10000000000000000000000"]})
    client.post(moved.page, {"factors": [other.pk]})

    assert Authenticator.objects.get() == other


def test_a_key_that_is_none_changes_nothing(client, owner, moved):
    answer = client.post(moved.page, {"factors": ["all"]})

    owner.refresh_from_db()
    assert answer.status_code == 422
    assert owner.email == THIEF_S
    assert Authenticator.objects.count() == 1


def test_the_owner_comes_in_again_without_the_thief_s_factor(client, owner, moved):
    client.post(moved.page)
    client.post(reverse("account_reset_password"), {"email": "owner@example.org"})
    client.post(
        reverse("account_confirm_password_reset_code"),
        {"code": code_sent_to("owner@example.org")},
    )
    client.post(
        reverse("account_complete_password_reset"),
        {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )

    assert get_user(client) == owner


def test_a_thief_who_waits_for_the_second_step_does_not_come_in(client, owner, moved):
    """The password was right; then the factor that is asked for went, or was kept."""
    own = give_second_factor(owner)
    Authenticator.objects.filter(pk=own.pk).update(
        created_at=clock.now() - timedelta(days=100)
    )
    waiting = Client()
    sign_in(waiting, owner, PASSWORD)

    client.post(moved.page, {"factors": [own.pk]})
    waiting.post(reverse("mfa_authenticate"), {"code": app_code(SECRET)})

    assert not get_user(waiting).is_authenticated


@pytest.mark.django_db(transaction=True)
def test_a_factor_on_its_way_does_not_outrun_the_way_back(owner, moved):
    Authenticator.objects.all().delete()
    EmailAddress.objects.filter(verified=False).delete()
    thief = Client()
    sign_in(thief, owner)
    secret = thief.get(reverse("mfa_activate_totp")).context["form"].secret

    race(
        lambda: thief.post(reverse("mfa_activate_totp"), {"code": app_code(secret)}),
        lambda: Client().post(moved.page),
    )

    owner.refresh_from_db()
    assert owner.email == "owner@example.org"
    assert not Authenticator.objects.exists()
    assert not get_user(thief).is_authenticated


@pytest.mark.django_db(transaction=True)
def test_the_link_pressed_twice_at_once_works_once(owner, moved):
    own = factor(owner, "totp", days_ago=100, secret="x")

    outcomes = race(
        lambda: take_way_back(way_back=moved, keep=Kept(frozenset({own.pk}))),
        lambda: take_way_back(way_back=moved, keep=Kept(frozenset({own.pk}))),
    )

    assert sorted(type(one).__name__ for one in outcomes) == ["User", "WayBackClosed"]
    assert Authenticator.objects.get() == own
    assert AuditEntry.objects.filter(action="address_taken_back").count() == 1


# --- Somebody is locked out, and an organiser knows who they are -----------------


@pytest.fixture
def organiser():
    organiser = RoleFactory(kind=RoleKind.ORGANISER).person
    give_second_factor(organiser)
    return organiser


@pytest.fixture
def desk(client, organiser):
    """An organiser who has shown the second factor a moment ago."""
    sign_in(client, organiser)
    client.post(reverse("mfa_authenticate"), {"code": app_code(SECRET)})
    return client


def page_of(person):
    return reverse("access:recovery_unlock", args=[person.handle])


def test_an_organiser_lets_somebody_back_in(desk, organiser, owner):
    factor(owner)
    factor(owner, "recovery_codes", seed="x")
    inside = Client()
    inside.force_login(owner)
    MailRevert.objects.create(
        person=owner,
        old_address="older@example.org",
        new_address=owner.email,
        token_hash="x",
        expires_at=clock.now(),
    )

    answer = desk.post(page_of(owner), {"reason": "Spoke with her on video."})

    owner.refresh_from_db()
    assert answer.status_code == 302
    assert not Authenticator.objects.filter(user=owner).exists()
    assert not owner.has_usable_password()
    assert not get_user(inside).is_authenticated
    entry = AuditEntry.objects.get(action="unlocked")
    assert (entry.actor, entry.target_id) == (organiser, owner.pk)
    assert entry.reason == "Spoke with her on video."
    assert entry.after["factors"] == 2
    told = Mail.objects.filter(kind="account/unlocked").values_list("to", flat=True)
    assert sorted(told) == ["older@example.org", "owner@example.org"]


def test_it_gives_the_organiser_no_way_in(desk, owner):
    factor(owner)

    desk.post(page_of(owner), {"reason": "Known."})

    mails = Mail.objects.exclude(to=owner.email)
    assert not mails.exists()
    assert not Mail.objects.filter(is_secret=True).exists()
    owner.refresh_from_db()
    assert owner.email == "owner@example.org"


def test_it_needs_a_reason(desk, owner):
    factor(owner)

    assert desk.post(page_of(owner), {"reason": " "}).status_code == 422

    assert Authenticator.objects.filter(user=owner).exists()
    assert not AuditEntry.objects.filter(action="unlocked").exists()
    assert not Mail.objects.exists()


def test_it_needs_the_factor_of_the_last_minutes(client, organiser, owner):
    """An hour ago is too long, and a password does not stand for it."""
    client.force_login(organiser)
    factor(owner)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    answer = client.post(page_of(owner), {"reason": "Known."})

    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    assert Authenticator.objects.filter(user=owner).exists()
    assert not AuditEntry.objects.filter(action="unlocked").exists()


@pytest.mark.parametrize("kind", RoleKind.values)
def test_nobody_unlocks_a_colleague(desk, organiser, kind):
    colleague = RoleFactory(kind=kind).person
    give_second_factor(colleague)

    page = desk.get(page_of(colleague))
    answer = desk.post(page_of(colleague), {"reason": "Known."})

    assert "manage.py unlock_account" in page.content.decode()
    assert answer.status_code == 403
    assert Authenticator.objects.filter(user=colleague).exists()
    assert not AuditEntry.objects.filter(action="unlocked").exists()
    assert not Mail.objects.exists()


def test_a_moderator_unlocks_nobody(client, owner):
    moderator = RoleFactory().person
    give_second_factor(moderator)
    factor(owner)

    with pytest.raises(PermissionDenied):
        unlocking.unlock(organiser=moderator, person=owner, reason="Known.")

    assert Authenticator.objects.filter(user=owner).exists()
    assert not AuditEntry.objects.filter(action="unlocked").exists()


def test_the_command_unlocks_an_organiser(organiser):
    call_command("unlock_account", organiser.email, reason="Lost the phone.")

    entry = AuditEntry.objects.get(action="unlocked")
    assert (entry.actor, entry.reason) == (None, "Lost the phone.")
    assert not Authenticator.objects.exists()
    assert Mail.objects.get().to == organiser.email


def test_the_command_opens_the_way_back_to_an_address_that_was_left(
    client, owner, moved
):
    """After the 72 hours: whoever reads the present address is the thief."""
    MailRevert.objects.update(expires_at=clock.now())

    call_command("unlock_account", THIEF_S, reason="Known.", to="Owner@example.org")

    mail = Mail.objects.get(kind="account/way_back")
    assert (mail.to, mail.is_secret) == ("owner@example.org", True)
    page = re.search(r"https?://[^/]+(/\S+)", mail.text)[1]
    assert client.get(page).status_code == 200
    owner.refresh_from_db()
    assert owner.email == THIEF_S
    assert client.post(page).status_code == 200
    owner.refresh_from_db()
    assert owner.email == "owner@example.org"
    assert AuditEntry.objects.filter(action="way_back_opened").count() == 1


def test_the_command_opens_none_to_an_address_that_was_never_had(owner, moved):
    factor(owner)

    with pytest.raises(CommandError):
        call_command("unlock_account", THIEF_S, reason="Known.", to="x@example.org")

    assert Authenticator.objects.count() == 2
    assert not Mail.objects.exists()
    assert not AuditEntry.objects.filter(action="unlocked").exists()


def test_the_organiser_reads_which_address_was_left(desk, owner, moved):
    text = desk.get(page_of(owner)).content.decode()

    assert "The account has left an address: owner@example.org" in text
    assert "manage.py unlock_account --to" in text


@pytest.mark.parametrize(
    ("email", "reason"), [("nobody@example.org", "Known."), ("owner@example.org", " ")]
)
def test_the_command_refuses_what_it_cannot_do(owner, email, reason):
    factor(owner)

    with pytest.raises(CommandError):
        call_command("unlock_account", email, reason=reason)

    assert Authenticator.objects.exists()
    assert not AuditEntry.objects.filter(action="unlocked").exists()
