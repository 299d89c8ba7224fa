"""What a row and a batch of rows come to. The same on both databases."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db.models import Model

from accounts.models import Seal

# Below every key that a table of ours can hold: a row slipped in before the first.
BEFORE_ALL = -(2**63)


def row_digest(row: Model, *, fields: Iterable[str], salt: str) -> str:
    """Of a row as the database answers it."""
    content = {name: _plain(getattr(row, name)) for name in fields}
    return _digest([salt, row.pk, content])


def seal_digest(seal: Seal, rows: Iterable[tuple[int, str]]) -> str:
    """Of everything that a seal says, with the digests of its rows by their keys."""
    head = [seal.log, seal.number, seal.version, seal.last_id, seal.previous]
    return _digest([*head, _plain(seal.at), [list(row) for row in sorted(rows)]])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def _digest(content: Any) -> str:
    whole = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
