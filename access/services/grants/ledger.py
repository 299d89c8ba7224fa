"""The rows of the ledger, as every act reads and writes them.

However many people an act is about, they are read with one query and written in
bulk. Whoever writes holds the locks of the people's rows.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from access.models import Circle, Grant
from access.services.grants.place import Move, Place
from accounts.models import AuditEntry, User
from accounts.services.audit import entry_of, record_all
from accounts.services.people import let_in
from core import clock

# Asking the database whether these exist would double the queries of an act.
REFERRED = ("person", "circle", "granted_by", "revoked_by", "resumes", "created_at")


def place_of(person: User, circle: Circle) -> Place:
    return places_of([person], circle)[person.pk]


def places_of(people: Iterable[User], circle: Circle) -> dict[int, Place]:
    """What each of the people has and had in a circle, by their keys."""
    found = {person.pk: person for person in people}
    rows: dict[int, list[Grant]] = {pk: [] for pk in found}
    for row in Grant.objects.filter(circle=circle, person__in=list(found)).by_start():
        row.person, row.circle = found[row.person_id], circle
        rows[row.person_id].append(row)
    now = clock.now()
    return {
        pk: Place(person, circle, now, tuple(rows[pk])) for pk, person in found.items()
    }


def write(moves: Iterable[Move], *, by: User | None, reason: str) -> None:
    """Write the rows of moves and log each. The database holds its constraints.

    A place that nobody could enter is none: who waits at the gate is let in.
    """
    moves = list(moves)
    added = [row for move in moves for row in move.adds]
    revoked = [row for move in moves for row in move.revokes]
    dropped = [row for move in moves for row in move.drops]
    for row in added:
        row.reason = reason
    for row in (*added, *dropped):
        row.granted_by = by
        row.clean_fields(exclude=REFERRED)
    for row in (*revoked, *dropped):
        row.revoked_by, row.revoke_reason = by, reason
    _revoke(revoked)
    Grant.objects.bulk_create([*added, *dropped])
    for move in moves:
        if move.adds:
            let_in(move.place.person, by=by)
    record_all(
        [
            *(_note(by, _revocation(row), row, reason) for row in revoked),
            *(
                _note(by, "pause_ended", row.resumes, reason)
                for row in dropped
                if row.resumes
            ),
            *(_note(by, "grant_added", row, reason) for row in added),
        ]
    )


def _revoke(rows: list[Grant]) -> None:
    """One statement for all rows that keep as many days: a row at a time is slow."""
    found: dict[int | None, list[Grant]] = defaultdict(list)
    for row in rows:
        found[row.paused_days].append(row)
    for days, alike in found.items():
        Grant.objects.filter(pk__in=[row.pk for row in alike]).update(
            revoked_at=alike[0].revoked_at,
            revoked_by=alike[0].revoked_by,
            revoke_reason=alike[0].revoke_reason,
            paused_days=days,
        )


def _revocation(row: Grant) -> str:
    return "grant_revoked" if row.paused_days is None else "grant_paused"


def _note(actor: User | None, action: str, row: Grant, reason: str) -> AuditEntry:
    after: dict[str, Any] = {
        "person": row.person_id,
        "circle": row.circle.slug,
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat() if row.ends_at else None,
        "source": row.source,
    }
    return entry_of(actor=actor, action=action, target=row, after=after, reason=reason)
