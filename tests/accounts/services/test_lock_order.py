"""An organiser who is dismissed while they wait for a lock decides nothing."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from access.models import Role
from access.services.roles import dismiss
from accounts.models import User
from core import clock
from onboarding.models import AccessRequest, Invitation, InvitationClaim
from onboarding.services.access_requests import answer, ask
from onboarding.services.approvals import approve, refuse
from onboarding.services.claims import accept_claim, claim_as_mine, refuse_claim
from onboarding.services.invitations import invite, withdraw_invitation
from outbox.models import Mail
from tests.factories.access import community, member, organiser
from tests.factories.accounts import UserFactory
from tests.racing import Racer

pytestmark = pytest.mark.django_db(transaction=True)


def invited(boss):
    day = clock.now().date()
    made, _token = invite(
        organiser=boss, email="old@example.org", circle=community(), anchor_on=day
    )
    return made


def claimed(boss):
    return claim_as_mine(person=UserFactory(), invitation=invited(boss), note="Mine.")


def withdrawing(boss):
    made = invited(boss)
    return made, partial(withdraw_invitation, organiser=boss, invitation=made)


def accepting(boss):
    claim = claimed(boss)
    action = partial(accept_claim, organiser=boss, claim=claim, answer="Welcome.")
    return claim, action


def refusing_claim(boss):
    claim = claimed(boss)
    return claim, partial(refuse_claim, organiser=boss, claim=claim, answer="No.")


def answering(boss):
    asked = ask(person=member(), kind="other", text="How long is it open?")
    return asked, partial(answer, organiser=boss, request=asked, answer="A year.")


def approving(boss):
    person = UserFactory(approved_at=None)
    return person, partial(approve, organiser=boss, person=person)


def refusing(boss):
    person = UserFactory(approved_at=None)
    return person, partial(refuse, organiser=boss, person=person, reason="No.")


def stored():
    """Every row that one of these acts could have changed, and the messages."""
    kinds = (Invitation, InvitationClaim, AccessRequest, Mail)
    rows = [list(kind.objects.order_by("pk").values()) for kind in kinds]
    return [*rows, list(User.objects.order_by("pk").values("pk", "approved_at"))]


@pytest.mark.parametrize(
    "prepare",
    [withdrawing, accepting, refusing_claim, answering, approving, refusing],
)
def test_who_is_dismissed_while_they_wait_decides_nothing(prepare):
    boss, other, outcomes = organiser(), organiser(), []
    row, action = prepare(boss)
    before = stored()

    with transaction.atomic():
        type(row).objects.select_for_update(no_key=True).get(pk=row.pk)
        dismiss(organiser=other, role=Role.objects.get(person=boss))
        racer = Racer(action, outcomes)
        racer.start()
        racer.wait_until_blocked()
    racer.join()

    assert [type(outcome) for outcome in outcomes] == [PermissionDenied]
    assert stored() == before
