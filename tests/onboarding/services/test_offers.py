"""Whoever proved an address has every place that is offered to it."""

from datetime import timedelta

import pytest
from django.db import transaction

from access.models import Grant
from access.services.gate import hold_the_gate
from core import clock
from core.limits import INVITATION_LIFE
from onboarding.errors import AddressDiffers, InvitationClosed
from onboarding.models import Invitation
from onboarding.services.claims import accept_claim, claim_as_mine
from onboarding.services.importing.carrying_out import carry_out
from onboarding.services.importing.planning import plan_for
from onboarding.services.invitations import (
    claim_invitation,
    claim_places,
    claim_waiting,
    invitation_for,
    invite,
    waiting_for,
    withdraw_invitation,
)
from outbox.models import Mail
from tests.factories.access import CircleFactory, community, organiser
from tests.factories.accounts import UserFactory
from tests.onboarding.importing.lists import line, listed
from tests.racing import Racer, race

pytestmark = pytest.mark.django_db


def offered(email, circle=None, **fields):
    terms = {"organiser": organiser(), "anchor_on": clock.now().date()} | fields
    return invite(email=email, circle=circle or community(), **terms)[0]


def circles_of(person):
    return sorted(
        Grant.objects.filter(person=person).values_list("circle__slug", flat=True)
    )


def test_claim_invitation_opens_whatever_is_offered_to_the_address():
    person, cohort = UserFactory(), CircleFactory(slug="cohort-3")
    first, second = offered(person.email), offered(person.email.upper(), cohort)
    other = offered("someone.else@example.org", cohort)

    grants = claim_places(person=person, invitation=second)

    assert [grant.circle.slug for grant in grants] == ["cohort-3", "community"]
    assert circles_of(person) == ["cohort-3", "community"]
    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.claimed_by, other.claimed_by) == (person, None)


def test_claim_invitation_leaves_what_opens_nothing_any_more():
    person = UserFactory()
    long_ago = clock.now().date() - timedelta(days=800)
    over = offered(person.email, CircleFactory(), anchor_on=long_ago)

    claim_invitation(person=person, invitation=offered(person.email))

    over.refresh_from_db()
    assert circles_of(person) == ["community"]
    assert over.claimed_by is None


def test_claim_invitation_of_another_address_opens_nothing_of_one_s_own():
    person = UserFactory()
    own, foreign = offered(person.email), offered("someone.else@example.org")

    with pytest.raises(AddressDiffers):
        claim_invitation(person=person, invitation=foreign)

    assert not Grant.objects.exists()
    assert Invitation.objects.exclude(claimed_at=None).count() == 0
    assert list(waiting_for(person)) == [own]


@pytest.mark.parametrize("state", ["withdrawn", "expired", "taken"])
def test_waiting_for_has_only_what_can_be_taken(state):
    person = UserFactory()
    invitation = offered(person.email)
    now = clock.now()
    if state == "withdrawn":
        withdraw_invitation(organiser=organiser(), invitation=invitation)
    if state == "taken":
        claim_invitation(person=person, invitation=invitation)
    with clock.at(now + (INVITATION_LIFE if state == "expired" else timedelta())):
        assert list(waiting_for(person)) == []
        assert claim_waiting(person=person) == []

    assert Grant.objects.count() == (1 if state == "taken" else 0)


def test_claim_waiting_needs_the_address_proved():
    person = UserFactory(verified=False)
    offered(person.email)

    assert claim_waiting(person=person) == []

    assert not Grant.objects.exists()


def test_claim_waiting_reads_the_address_in_either_spelling():
    person = UserFactory(email="mira@bücher.example")
    offered("mira@xn--bcher-kva.example")

    assert len(claim_waiting(person=person)) == 1


def test_accept_claim_opens_whatever_is_offered_to_the_address():
    person, cohort = UserFactory(), CircleFactory(slug="cohort-3")
    first = offered("lost@example.org")
    offered("lost@example.org", cohort)
    offered("someone.else@example.org", cohort)
    claim = claim_as_mine(person=person, invitation=first, note="I lost the mailbox.")

    accept_claim(organiser=organiser(), claim=claim)

    assert circles_of(person) == ["cohort-3", "community"]


def brought_in(*lines):
    text = listed(*lines)
    return carry_out(organiser=organiser(), text=text, expected=plan_for(text).digest)


def test_import_gathers_the_lines_of_an_address_into_one_mail():
    CircleFactory(slug="cohort-3", name="Cohort 3", kind="cohort")
    CircleFactory(slug="films", name="Recordings 3", kind="recordings")

    plan = brought_in(
        line("new@example.org"),
        line("NEW@example.org", circle="cohort-3"),
        line("<new@example.org>", circle="films"),
        line("other@example.org"),
    )

    assert plan.sentence == "0 places open, 2 letters go out, 0 unchanged, 0 bad lines"
    mail = Mail.objects.get(to="new@example.org")
    for part in (mail.text, mail.html):
        assert "3 places are kept for you" in part
        for name in ("Community", "Cohort 3", "Recordings 3"):
            assert name in part
        assert "for life" in part
    rows = Invitation.objects.filter(email="new@example.org")
    assert rows.count() == 3
    assert rows.values("token_hash").distinct().count() == 1
    assert "A place is kept for you" in Mail.objects.get(to="other@example.org").text


def token_in(mail):
    return mail.text.partition("/invitations/")[2].partition("/")[0]


def test_the_link_of_several_places_opens_what_is_left_of_them():
    CircleFactory(slug="cohort-3")
    brought_in(line("new@example.org"), line("new@example.org", circle="cohort-3"))
    token = token_in(Mail.objects.get())
    lead = invitation_for(token)
    person = UserFactory(email="new@example.org")

    withdraw_invitation(organiser=organiser(), invitation=lead)
    left = invitation_for(token)
    claim_invitation(person=person, invitation=left)

    assert (lead.circle.slug, left.circle.slug) == ("community", "cohort-3")
    assert circles_of(person) == ["cohort-3"]
    assert invitation_for(token).claimed_by == person


@pytest.mark.django_db(transaction=True)
def test_two_links_of_one_address_at_once_open_each_place_once():
    person, cohort = UserFactory(), CircleFactory(slug="cohort-3")
    links = [offered(person.email), offered(person.email, cohort)]

    outcomes = race(
        *(
            lambda link=link: claim_invitation(person=person, invitation=link)
            for link in links * 2
        )
    )

    assert {type(outcome) for outcome in outcomes} == {Grant}
    assert circles_of(person) == ["cohort-3", "community"]
    assert not waiting_for(person).exists()


@pytest.mark.django_db(transaction=True)
def test_a_list_beside_a_proof_of_the_address_leaves_no_place_unopened():
    """Whichever comes first: the list opens the place, or the proof takes it."""
    person = UserFactory(email="new@example.org", verified=False)
    text, boss = listed(line("new@example.org")), organiser()
    digest = plan_for(text).digest

    def prove():
        with transaction.atomic():
            hold_the_gate()
            person.emailaddress_set.create(email=person.email, verified=True)
            claim_waiting(person=person)

    def bring_in():
        return carry_out(organiser=boss, text=text, expected=digest)

    _proved, brought = race(prove, bring_in)

    # The look is of no worth any more where the address was proved before.
    if isinstance(brought, Exception):
        carry_out(organiser=boss, text=text, expected=plan_for(text).digest)
    assert circles_of(person) == ["community"]
    assert not waiting_for(person).exists()


@pytest.mark.django_db(transaction=True)
def test_an_invitation_withdrawn_beside_joining_by_another_opens_or_not():
    person, boss = UserFactory(), organiser()
    cohort = CircleFactory(slug="cohort-3")
    link, withdrawn = offered(person.email), offered(person.email, cohort)

    joined, ended = race(
        lambda: claim_places(person=person, invitation=link),
        lambda: withdraw_invitation(organiser=boss, invitation=withdrawn),
    )

    withdrawn.refresh_from_db()
    is_taken = withdrawn.claimed_by == person
    assert is_taken is isinstance(ended, InvitationClosed)
    assert is_taken is (withdrawn.withdrawn_at is None)
    assert len(joined) == 1 + is_taken
    assert circles_of(person) == ["cohort-3", "community"][not is_taken :]


@pytest.mark.django_db(transaction=True)
def test_joining_waits_for_a_withdrawal_that_is_under_way():
    person, boss = UserFactory(), organiser()
    link, other = offered(person.email), offered(person.email, CircleFactory())
    outcomes = []
    racer = Racer(lambda: claim_places(person=person, invitation=link), outcomes)

    with transaction.atomic():
        withdraw_invitation(organiser=boss, invitation=other)
        racer.start()
        racer.wait_until_blocked()
    racer.join()

    assert [grant.circle.slug for grant in outcomes[0]] == ["community"]
