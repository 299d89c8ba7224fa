"""Bringing in the graduates of a file, as its dry run showed it."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction

from access.access import Access
from access.enums import GrantSource
from access.errors import NothingOpen
from access.policies import can_run_place
from access.services.gate import hold_the_gate
from accounts.models import User
from accounts.services.audit import record
from accounts.services.people import lock_people
from core.errors import Changed
from core.verdicts import enforce
from onboarding.enums import ImportOutcome
from onboarding.errors import NotAList
from onboarding.models import Invitation
from onboarding.services.account_mail import (
    render_invitations,
    send_rendered_invitation,
)
from onboarding.services.importing.days import AS_WRITTEN, Days
from onboarding.services.importing.planning import Plan, plan_for
from onboarding.services.invitations import new_token, write_drafted
from onboarding.services.offers import drafted_offer, open_offers
from outbox.services.mail import Rendered

TERMS = {
    "source": GrantSource.IMPORT,
    "reason": "Brought in by a list of graduates.",
}
CHANGED = (
    "This is not what you looked at: the list or someone's access has changed. Nothing "
    "has been written. Look at what would happen now."
)


@dataclass(frozen=True)
class Invited:
    """What one address is offered by a file, and the mail that says so."""

    invitations: list[Invitation]
    mail: Rendered


def preview(*, organiser: User, text: str, days: Days = AS_WRITTEN) -> Plan:
    """What the file would do. Nothing is written. Raises NotAList."""
    enforce(can_run_place(Access.of(organiser)))
    return plan_for(text, days=days)


def carry_out(
    *,
    organiser: User,
    text: str,
    expected: str,
    only_good: bool = False,
    days: Days = AS_WRITTEN,
) -> Plan:
    """Do what was shown: the good lines, or all of them or nothing.

    The mails are rendered before the transaction, which is as short as its rows
    allow. Raises NotAList, also for bad lines where all were to go in, and Changed
    where the outcome is no longer the one with the digest `expected`; then nothing
    is written.
    """
    plan = preview(organiser=organiser, text=text, days=days)
    _check(plan, expected, only_good)
    invited = _invited(organiser, plan)
    with transaction.atomic():
        hold_the_gate()
        locked = lock_people(line.person.pk for line in plan.lines if line.person)
        enforce(can_run_place(Access.of(organiser)))
        plan = plan_for(text, locked, days=days)
        _check(plan, expected, only_good)
        _open(organiser, plan)
        write_drafted([row for one in invited for row in one.invitations])
        for one in invited:
            send_rendered_invitation(one.invitations[0].email, one.mail)
        if plan.changing:
            record(
                actor=organiser,
                action="graduates_imported",
                target=organiser,
                after={"outcome": plan.sentence},
            )
    return plan


def _check(plan: Plan, expected: str, only_good: bool) -> None:
    if plan.digest != expected:
        raise Changed(CHANGED)
    if plan.bad and not only_good:
        raise NotAList(
            "Nothing was imported: all lines were to go in or none, and some are bad. "
            "Mend them, or let the good ones go in."
        )


def _open(organiser: User, plan: Plan) -> None:
    landed = [
        (line.offer, line.person)
        for line in plan.of(ImportOutcome.OPEN)
        if line.offer and line.person
    ]
    try:
        open_offers(landed, granted_by=organiser, **TERMS)
    except NothingOpen as error:
        # The last day of one ended between the look and this moment.
        raise Changed(CHANGED) from error


def _invited(organiser: User, plan: Plan) -> list[Invited]:
    """One mail with one link for each address, whatever it is offered."""
    offers = defaultdict(list)
    for line in plan.of(ImportOutcome.INVITE):
        assert line.offer
        offers[line.offer.email].append(line.offer)
    found = []
    for theirs in offers.values():
        token = new_token()
        rows = [
            drafted_offer(offer, token=token, invited_by=organiser, **TERMS)
            for offer in theirs
        ]
        found.append(Invited(rows, render_invitations(rows, token)))
    return found
