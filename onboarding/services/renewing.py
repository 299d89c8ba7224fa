"""What a shop renews: it goes on where the window ends, or opens one."""

from datetime import date

from access.enums import GrantSource
from access.errors import NothingOpen, NothingToRenew
from access.models import Circle, Grant
from access.services.grants import open_window, renew_window
from accounts.models import User
from core import clock


def renew_or_open(
    *,
    granted_by: User | None,
    person: User,
    circle: Circle,
    anchor_on: date,
    months: int,
    zone: str = "",
    reason: str,
    reference: str,
) -> Grant:
    """Add months at the end of what is open, or open them from `anchor_on`.

    The right was settled before; the person's row is locked.
    """
    if Grant.objects.open_at(clock.now()).filter(person=person, circle=circle).exists():
        try:
            return renew_window(
                granted_by=granted_by,
                person=person,
                circle=circle,
                months=months,
                reason=reason,
                reference=reference,
            )
        except (NothingOpen, NothingToRenew):
            # For life, or without an anchor: it has a row of its own beside.
            pass
    return open_window(
        granted_by=granted_by,
        person=person,
        circle=circle,
        anchor_on=anchor_on,
        months=months,
        zone=zone,
        reason=reason,
        reference=reference,
        source=GrantSource.WEBHOOK,
    )
