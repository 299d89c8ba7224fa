"""Sealing what was written into a log since its last seal."""

import secrets

from django.db import connection, transaction
from django.db.models import Max, Model

from accounts import registry
from accounts.models import Seal, SealedRow
from accounts.services.chain.digests import BEFORE_ALL, row_digest, seal_digest
from core import clock

# Rows of one seal. One transaction hashes and writes them.
BATCH = 500
# Seals that one run of the job makes of one log.
RUN = 40

# Whoever writes a row holds this lock from before its key is given until the end.
_WRITERS = """
SELECT count(*) FROM pg_locks
 WHERE locktype = 'relation' AND mode = 'RowExclusiveLock'
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND relation = %s::regclass AND pid IS DISTINCT FROM pg_backend_pid()
"""


def seal_logs() -> int:
    """Seal what is new in every log; the number of seals made."""
    made = 0
    for log in registry.logs():
        for _ in range(RUN):
            if seal_next(log) is None:
                break
            made += 1
    return made


def seal_next(log: registry.Log) -> Seal | None:
    """Seal the next batch of a log; None where nothing is new, or not settled yet.

    Two at once would make the same number, and the database takes one.
    """
    with transaction.atomic():
        last = Seal.objects.filter(log=log.label).order_by("-number").first()
        after = last.last_id if last else BEFORE_ALL
        top = _settled_until(log.model, after)
        if top is None:
            return None
        rows = list(
            log.model._base_manager.filter(pk__gt=after, pk__lte=top).order_by("pk")[
                :BATCH
            ]
        )
        seal = Seal(
            log=log.label,
            number=last.number + 1 if last else 1,
            version=log.version,
            last_id=rows[-1].pk,
            previous=last.digest if last else "",
            at=clock.now(),
        )
        sealed = [_sealed(log, seal, row) for row in rows]
        seal.digest = seal_digest(seal, [(one.row_id, one.digest) for one in sealed])
        seal.save(force_insert=True)
        SealedRow.objects.bulk_create(sealed)
    return seal


def _sealed(log: registry.Log, seal: Seal, row: Model) -> SealedRow:
    salt = secrets.token_hex(16)
    digest = row_digest(row, fields=log.fields, salt=salt)
    return SealedRow(seal=seal, row_id=row.pk, salt=salt, digest=digest)


def _settled_until(model: type[Model], after: int) -> int | None:
    """The last key up to which no row can appear any more.

    Keys are given in order and rows appear when their transaction ends: a lower key
    may come later. So the highest key is read first, and then whether anybody is
    still writing into the table. Whoever begins after that gets a higher key. SQLite
    has one writer at a time, who is us.
    """
    newer = model._base_manager.filter(pk__gt=after)
    top: int | None = newer.aggregate(top=Max("pk"))["top"]
    if top is not None and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_WRITERS, [model._meta.db_table])
            if cursor.fetchone()[0]:
                return None
    return top
