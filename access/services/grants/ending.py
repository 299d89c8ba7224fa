"""Ending places: one, all that a person has in a circle, or what an order opened."""

from functools import partial

from django.db import transaction

from access.models import Circle, Grant
from access.services.grants import moves
from access.services.grants.performing import perform, perform_unchecked
from accounts.models import User
from accounts.services.people import lock_people


def revoke_grant(*, organiser: User, grant: Grant, reason: str) -> Grant:
    """End one grant now. The row stays, with who ended it and why; once is enough.

    Raises NothingOpen where it ended by itself: that day stays the day of its end.
    """
    move = perform(
        organiser=organiser,
        person=grant.person,
        circle=grant.circle,
        reason=reason,
        compute=partial(moves.revoke_one, grant=grant),
    )
    return next(row for row in move.then.rows if row.pk == grant.pk)


def revoke_all(
    *, organiser: User, person: User, circle: Circle, reason: str
) -> list[Grant]:
    """End every place that a person has or would have in one circle, and no other.

    What is paused is not resumed any more. Raises NothingOpen where there is none.
    """
    move = perform(
        organiser=organiser,
        person=person,
        circle=circle,
        reason=reason,
        compute=moves.revoke_all,
    )
    return move.ended


def end_order(*, reference: str, reason: str) -> list[Grant]:
    """End what one order of a shop opened, and nothing else. Nobody's act.

    A pause of it is not resumed any more.
    """
    if not reference:
        return []
    ended: list[Grant] = []
    with transaction.atomic():
        of_order = Grant.objects.filter(reference=reference)
        people = lock_people(set(of_order.values_list("person", flat=True)))
        circles = Circle.objects.filter(grants__reference=reference).distinct()
        for circle in circles.order_by("pk"):
            for person in people.values():
                move = perform_unchecked(
                    by=None,
                    person=person,
                    circle=circle,
                    reason=reason,
                    compute=partial(moves.revoke_order, reference=reference),
                )
                ended += move.ended
    return ended
