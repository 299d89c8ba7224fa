"""Moving the end of what is open: days more, or calendar months more."""

from functools import partial

from access.models import Circle, Grant
from access.services.grants import moves
from access.services.grants.performing import perform, perform_unchecked
from accounts.models import User


def extend_grant(
    *, organiser: User, person: User, circle: Circle, days: int, reason: str
) -> Grant:
    """Add whole days at the current end. Raises NothingOpen without an open span."""
    move = perform(
        organiser=organiser,
        person=person,
        circle=circle,
        reason=reason,
        compute=partial(moves.extend, days=days),
    )
    return move.adds[0]


def renew_grant(
    *, organiser: User, person: User, circle: Circle, months: int = 12, reason: str = ""
) -> Grant:
    """Add calendar months: at the current end, computed from the first anchor.

    After a gap the renewal is a window of its own that is anchored today. Days
    that extensions and pauses added stay added. Raises NothingToRenew where no
    window was ever anchored.
    """
    move = perform(
        organiser=organiser,
        person=person,
        circle=circle,
        reason=reason,
        compute=partial(moves.renew, months=months),
    )
    return move.adds[0]


def renew_window(
    *,
    granted_by: User | None,
    person: User,
    circle: Circle,
    months: int,
    reason: str = "",
    reference: str = "",
) -> Grant:
    """Write a renewal whose right was settled before. The person's row is locked."""
    move = perform_unchecked(
        by=granted_by,
        person=person,
        circle=circle,
        reason=reason,
        compute=partial(moves.renew, months=months, reference=reference),
    )
    return move.adds[0]
