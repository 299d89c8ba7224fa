"""Whether the chain of a log holds, and where it breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from accounts import registry
from accounts.models import Seal, SealedRow
from accounts.services.chain.digests import BEFORE_ALL, row_digest, seal_digest


@dataclass
class Report:
    """What a check found. `breaks` are sentences; `redacted` are keys of rows."""

    log: str
    seals: int = 0
    rows: int = 0
    unsealed: int = 0
    redacted: list[int] = field(default_factory=list)
    breaks: list[str] = field(default_factory=list)


def check(log: registry.Log) -> Report:
    """Go through all seals of a log, oldest first, one in memory at a time."""
    report = Report(log.label)
    previous, after = "", BEFORE_ALL
    seals = Seal.objects.filter(log=log.label).order_by("number")
    for seal in seals.iterator(chunk_size=100):
        report.seals += 1
        if seal.number != report.seals or seal.previous != previous:
            report.breaks.append(f"Seal {seal.number} does not follow the one before.")
            report.seals = seal.number
        report.breaks += _breaks_of(log, seal, after, report)
        previous, after = seal.digest, seal.last_id
    report.unsealed = log.model._base_manager.filter(pk__gt=after).count()
    return report


def newest() -> list[Seal]:
    """The newest seal of each log that has one."""
    each = (
        Seal.objects.filter(log=log.label).order_by("-number").first()
        for log in registry.logs()
    )
    return [seal for seal in each if seal is not None]


def exported() -> list[dict[str, Any]]:
    """The newest seals, to be kept where this machine cannot reach them."""
    return [
        {
            "log": seal.log,
            "number": seal.number,
            "digest": seal.digest,
            "at": seal.at.isoformat(),
        }
        for seal in newest()
    ]


def differs(known: list[dict[str, Any]]) -> list[str]:
    """Sentences about seals that were kept elsewhere and are not in the chain.

    Whoever may change every row can make a whole chain anew. This finds it.
    """
    return [
        f"{one['log']}: seal {one['number']} is not the one that was kept."
        for one in known
        if not Seal.objects.filter(
            log=one["log"], number=one["number"], digest=one["digest"]
        ).exists()
    ]


def _breaks_of(
    log: registry.Log, seal: Seal, after: int, report: Report
) -> Iterator[str]:
    sealed: dict[int, SealedRow] = {row.row_id: row for row in seal.rows.all()}
    digests = [(key, row.digest) for key, row in sealed.items()]
    if seal_digest(seal, digests) != seal.digest:
        yield f"Seal {seal.number} does not fit what it holds."
    fields = log.versions.get(seal.version)
    if fields is None:
        yield f"Seal {seal.number} is of a version that is not known here."
        return
    rows = log.model._base_manager.filter(pk__gt=after, pk__lte=seal.last_id)
    there = {row.pk: row for row in rows}
    report.rows += len(there)
    for key in sorted(sealed.keys() - there.keys()):
        yield f"Row {key} is gone. Seal {seal.number} holds it."
    for key in sorted(there.keys() - sealed.keys()):
        yield f"Row {key} came after seal {seal.number}, which it lies within."
    for key in sorted(there.keys() & sealed.keys()):
        one = sealed[key]
        if one.redacted_at is not None:
            report.redacted.append(key)
        elif row_digest(there[key], fields=fields, salt=one.salt) != one.digest:
            yield f"Row {key} was changed after seal {seal.number}."
