"""The rows of the ledger, as every act on it reads and writes them.

Whoever calls holds the lock of the person's row.
"""

from datetime import datetime

from accounts import calendar
from accounts.errors import NothingOpen
from accounts.models import Circle, Grant, User
from accounts.services.audit import record
from accounts.services.people import let_in
from core import clock


def current(person: User, circle: Circle) -> tuple[Grant, datetime]:
    """The grant that ends last of the unbroken span that is open, and that end."""
    now = clock.now()
    standing = Grant.objects.standing().filter(person=person, circle=circle)
    spans = [
        (grant.starts_at, grant.ends_at)
        for grant in standing
        if grant.ends_at is None or grant.ends_at > now
    ]
    ends_at = calendar.covered_until(spans, now)
    if ends_at is None:
        raise NothingOpen("This place is for life: there is no end to move.")
    if ends_at <= now:
        raise NothingOpen("There is no open window here.")
    return standing.filter(ends_at=ends_at).latest("pk"), ends_at


def write(granted_by: User | None, **fields: object) -> Grant:
    """Add a row and log it. The database holds its constraints.

    Its days of grace are the circle's of today; days given back keep their own.
    A place that nobody could enter is none: who waits at the gate is let in.
    """
    grant = Grant(granted_by=granted_by, **fields)
    grant.grace_days = (grant.resumes or grant.circle).grace_days
    # Asking the constraints here would double the queries.
    grant.full_clean(
        exclude=["created_at"], validate_unique=False, validate_constraints=False
    )
    grant.save(force_insert=True)
    let_in(grant.person, by=granted_by)
    note(granted_by, "grant_added", grant, grant.reason)
    return grant


def revoke(grant: Grant, organiser: User | None, reason: str) -> None:
    grant.revoked_at = clock.now()
    grant.revoked_by = organiser
    grant.revoke_reason = reason
    grant.save(
        update_fields=["revoked_at", "revoked_by", "revoke_reason", "paused_days"]
    )


def note(actor: User | None, act: str, grant: Grant, reason: str) -> None:
    after = {
        "person": grant.person_id,
        "circle": grant.circle.slug,
        "starts_at": grant.starts_at.isoformat(),
        "ends_at": grant.ends_at.isoformat() if grant.ends_at else None,
        "source": grant.source,
    }
    record(actor=actor, act=act, target=grant, after=after, reason=reason)
