"""One change of access for one person or a whole circle, shown before it is made.

The dry run computes in memory what the act does to the rows of each person; it takes
no lock and writes nothing. Carrying out locks the people in the order of their keys,
computes again on fresh rows, and writes where the outcome is the one that was shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from access.access import Access
from access.enums import ChangeKind
from access.models import Circle, Grant
from access.policies import can_run_place
from access.services.grants import ledger, moves, notifying, pauses
from access.services.grants.place import Move
from access.services.plans import Line, Plan
from accounts.errors import AccountsError
from accounts.models import User
from accounts.services.audit import record
from accounts.services.people import lock_people
from core.errors import Changed
from core.verdicts import enforce

SOMEONE = (
    "Someone's access changed after you looked. Nothing has been written. Look at "
    "what would happen now."
)
ANOTHER_ACTION = (
    "This is not what you looked at. Nothing has been written. Look at what would "
    "happen now."
)
ACTIONS: dict[ChangeKind, Callable[..., Move]] = {
    ChangeKind.OPEN: moves.open_place,
    ChangeKind.EXTEND: moves.extend,
    ChangeKind.RENEW: moves.renew,
    ChangeKind.PAUSE: pauses.pause,
    ChangeKind.RESUME: pauses.resume,
    ChangeKind.REVOKE: moves.revoke_all,
    ChangeKind.REVOKE_ONE: moves.revoke_one,
}


def preview(
    *, organiser: User, people: Iterable[User], circle: Circle, kind: str, **terms: Any
) -> Plan:
    """What the change would do. Nothing is written, and nobody waits for it."""
    enforce(can_run_place(Access.of(organiser)))
    plan, _moves = _computed(list(people), circle, kind, terms)
    return plan


def carry_out(
    *,
    organiser: User,
    people: Iterable[User],
    circle: Circle,
    kind: str,
    expected: str,
    **terms: Any,
) -> Plan:
    """Make the change that was shown; all of it or nothing.

    Raises Changed where the act or its outcome is not the one with the digest
    `expected`, and then nothing is written.
    """
    people = list(people)
    with transaction.atomic():
        locked = lock_people(person.pk for person in people)
        enforce(can_run_place(Access.of(organiser)))
        fresh = [locked[person.pk] for person in people if person.pk in locked]
        plan, moves = _computed(fresh, circle, kind, terms)
        if plan.digest != expected:
            raise Changed(SOMEONE if plan.is_of_action(expected) else ANOTHER_ACTION)
        ledger.write(moves, by=organiser, reason=terms.get("reason", ""))
        notifying.notify(moves)
        record(
            actor=organiser,
            action=f"access_{kind}",
            target=circle,
            after={"outcome": plan.sentence, "people": len(plan.lines)},
            reason=terms.get("reason", ""),
        )
    return plan


def people_in(circle: Circle) -> list[User]:
    """Everyone who is in a circle, is paused there, or was until their place ended
    by itself; by name.

    Whoever was taken out since is not, nor whose account is closed.
    """
    rows = Grant.objects.filter(circle=circle)
    was_open = Q(revoked_at__gt=F("starts_at"), paused_days=None)
    taken_out = rows.filter(
        was_open | Q(resumes__isnull=False),
        person=OuterRef("person"),
        revoked_at__gte=OuterRef("ends_at"),
    )
    paused = Q(paused_days__isnull=False, resumed_by=None)
    theirs = rows.filter(Q(revoked_at=None) & ~Exists(taken_out) | paused)
    people = User.objects.filter(pk__in=theirs.values("person"), is_active=True)
    return list(people.order_by("display_name", "pk"))


def _computed(
    people: list[User], circle: Circle, kind: str, terms: dict[str, Any]
) -> tuple[Plan, list[Move]]:
    """What the act does to each, in one query. The reason decides nothing."""
    action = ACTIONS[ChangeKind(kind)]
    terms = {name: term for name, term in terms.items() if name != "reason"}
    places = ledger.places_of(people, circle)
    lines, moves = [], []
    for person in people:
        place, why_not = places[person.pk], ""
        try:
            move = action(place, **terms)
        except AccountsError as error:
            move, why_not = Move(place), error.sentence
        lines.append(Line(person, place.outlook, move.then.outlook, why_not))
        moves.append(move)
    named = {name: getattr(term, "pk", term) for name, term in terms.items()}
    named |= {"kind": ChangeKind(kind), "circle": circle.pk}
    return Plan(tuple(lines), named), moves
