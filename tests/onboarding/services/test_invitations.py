from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from access.errors import NothingOpen
from access.models import Grant
from core import clock
from core.limits import INVITATION_LIFE
from onboarding.errors import AddressDiffers, InvitationClosed
from onboarding.models import Invitation
from onboarding.services.invitations import (
    claim_invitation,
    invitation_for,
    invite,
    withdraw_invitation,
)
from tests.factories.access import CircleFactory, community, member, organiser
from tests.factories.accounts import UserFactory
from tests.racing import race

pytestmark = pytest.mark.django_db

SPRING = datetime(2026, 3, 20, 12, tzinfo=UTC)


def sent_to(email, **fields):
    """An invitation to the community that counts from 10 March 2026."""
    fields = {
        "organiser": organiser(),
        "circle": community(),
        "anchor_on": date(2026, 3, 10),
    } | fields
    return invite(email=email, **fields)


def test_claim_invitation_opens_the_window_that_counts_from_its_anchor():
    person = UserFactory()
    with clock.at(SPRING):
        invitation, _token = sent_to(person.email)
    with clock.at(SPRING + timedelta(days=20)):
        grant = claim_invitation(person=person, invitation=invitation)

    assert grant.ends_at == datetime(2027, 3, 10, 23, tzinfo=UTC)
    invitation.refresh_from_db()
    assert invitation.claimed_by == person


def test_claim_invitation_for_life_has_no_end():
    person, circle = UserFactory(), CircleFactory(kind="recordings")
    invitation, _token = sent_to(person.email, circle=circle, months=0)

    assert claim_invitation(person=person, invitation=invitation).is_for_life


def test_claim_invitation_twice_gives_the_same_grant():
    person = UserFactory()
    with clock.at(SPRING):
        invitation, _token = sent_to(person.email)
        first = claim_invitation(person=person, invitation=invitation)
        again = claim_invitation(person=person, invitation=invitation)

    assert first == again
    assert Grant.objects.count() == 1


@pytest.mark.parametrize("verified", [True, False])
def test_claim_invitation_needs_the_proved_address(verified):
    with clock.at(SPRING):
        invitation, _token = sent_to("someone.else@example.org")
        person = UserFactory(verified=verified)
        with pytest.raises(AddressDiffers):
            claim_invitation(person=person, invitation=invitation)

    assert not Grant.objects.exists()
    assert not Invitation.objects.filter(claimed_at__isnull=False).exists()


def test_claim_invitation_needs_the_address_confirmed():
    with clock.at(SPRING):
        person = UserFactory(verified=False)
        invitation, _token = sent_to(person.email)
        with pytest.raises(AddressDiffers):
            claim_invitation(person=person, invitation=invitation)

    assert not Grant.objects.exists()


def test_claim_invitation_reads_an_address_whatever_its_case():
    person = UserFactory()
    with clock.at(SPRING):
        invitation, _token = sent_to(person.email.upper())
        assert claim_invitation(person=person, invitation=invitation)


def test_claim_invitation_is_over_at_the_second_of_its_end():
    person = UserFactory()
    with clock.at(SPRING):
        invitation, _token = sent_to(person.email)
    with (
        clock.at(SPRING + INVITATION_LIFE),
        pytest.raises(InvitationClosed),
    ):
        claim_invitation(person=person, invitation=invitation)

    assert not Grant.objects.exists()


def test_claim_invitation_whose_window_is_over_writes_nothing():
    person = UserFactory()
    with clock.at(SPRING):
        invitation, _token = sent_to(person.email, anchor_on=date(2025, 3, 10))
        with pytest.raises(NothingOpen):
            claim_invitation(person=person, invitation=invitation)

    invitation.refresh_from_db()
    assert invitation.claimed_at is None
    assert not Grant.objects.exists()


def test_withdraw_invitation_closes_it():
    boss, person = organiser(), UserFactory()
    with clock.at(SPRING):
        invitation, _token = sent_to(person.email, organiser=boss)
        withdraw_invitation(organiser=boss, invitation=invitation)
        with pytest.raises(InvitationClosed):
            claim_invitation(person=person, invitation=invitation)

    assert not Grant.objects.exists()


@pytest.mark.parametrize("email", ["Mira@Bücher.example", "<mira@bücher.example>"])
def test_claim_invitation_reads_an_address_in_either_spelling_of_its_domain(email):
    person = UserFactory(email="mira@xn--bcher-kva.example")
    with clock.at(SPRING):
        invitation, _token = sent_to(email)

        assert claim_invitation(person=person, invitation=invitation)

    assert invitation.email == person.email


def test_invite_is_refused_to_members():
    with pytest.raises(PermissionDenied):
        sent_to("a@example.org", organiser=member())

    assert not Invitation.objects.exists()


def test_invite_keeps_the_hash_of_the_token_only():
    invitation, token = sent_to("a@example.org")

    assert token not in str(Invitation.objects.values().get())
    assert invitation_for(token) == invitation
    assert invitation_for(token + "x") is None
    torn = f"\u200b{token[:9]}\u00ad" if token[9] == "-" else f"\u200b{token[:10]}"
    assert invitation_for(torn + token[10:] + "\u00a0") == invitation
    assert invitation_for("x" * 100_000) is None


@pytest.mark.django_db(transaction=True)
def test_claim_invitation_twice_at_once_opens_one_window():
    person = UserFactory()
    invitation, _token = sent_to(person.email, anchor_on=clock.now().date())

    def claim():
        return claim_invitation(person=person, invitation=invitation)

    outcomes = race(claim, claim, claim)

    assert len({outcome.pk for outcome in outcomes}) == 1
    assert Grant.objects.filter(person=person).count() == 1
