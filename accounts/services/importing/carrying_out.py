"""Bringing in the graduates of a file, as its dry run showed it."""

from django.db import transaction

from accounts.access import Access
from accounts.enums import GrantSource, ImportOutcome
from accounts.errors import NotAList
from accounts.models import User
from accounts.policies import can_run_place
from accounts.services.audit import record
from accounts.services.bringing import invite_offer, open_offer
from accounts.services.importing.planning import Line, Plan, plan_for
from accounts.services.people import hold_the_gate
from core.errors import Changed
from core.verdicts import enforce

TERMS = {
    "source": GrantSource.IMPORT,
    "reason": "Brought in by a list of graduates.",
}


def preview(*, organiser: User, text: str) -> Plan:
    """What the file would do. Nothing is written. Raises NotAList."""
    enforce(can_run_place(Access.of(organiser)))
    return plan_for(text)


def carry_out(
    *, organiser: User, text: str, expected: str, only_good: bool = False
) -> Plan:
    """Do what was shown: the good lines, or all of them or nothing.

    Raises NotAList, also for bad lines where all were to go in, and Changed where
    the outcome is no longer the one with the digest `expected`; then nothing is
    written.
    """
    people = [line.person.pk for line in plan_for(text).lines if line.person]
    with transaction.atomic():
        hold_the_gate()
        enforce(can_run_place(Access.of(organiser)))
        locked = (
            User.objects.select_for_update(no_key=True)
            .filter(pk__in=people)
            .order_by("pk")
        )
        plan = plan_for(text, {person.pk: person for person in locked})
        if plan.digest != expected:
            raise Changed(
                "This is not what you looked at: the list or someone's access has "
                "changed. Nothing has been written. Look at what would happen now."
            )
        if plan.bad and not only_good:
            raise NotAList(
                "Nothing was imported: all lines were to go in or none, and some are "
                "bad. Mend them, or let the good ones go in."
            )
        for line in plan.lines:
            _carry_out(organiser, line)
        if plan.changing:
            record(
                actor=organiser,
                act="graduates_imported",
                target=organiser,
                after={"outcome": plan.sentence},
            )
    return plan


def _carry_out(organiser: User, line: Line) -> None:
    if line.outcome == ImportOutcome.OPEN:
        assert line.offer
        assert line.person
        open_offer(line.offer, line.person, granted_by=organiser, **TERMS)
    elif line.outcome == ImportOutcome.INVITE:
        assert line.offer
        invite_offer(line.offer, invited_by=organiser, **TERMS)
