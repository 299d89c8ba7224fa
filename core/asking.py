"""Questions to the database that are written out, where composing one costs more.

Each stands beside a test that holds it equal to the queryset that it stands for.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

# No row has a larger one, and no database takes one as a question.
LARGEST_KEY = 2**63 - 1

Row = tuple[Any, ...]
About = Sequence[Any] | Mapping[str, Any]


def ask(question: str, about: About = ()) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(question, about)
        return list(cursor.fetchall())


def moment(value: datetime | str | None) -> datetime | None:
    """A time as a plain query answers it: SQLite gives text, without a zone."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if value is not None and value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return value


def asked(value: datetime) -> Any:
    """A time as a plain query takes it."""
    return connection.ops.adapt_datetimefield_value(value)


def keys(ids: Sequence[int], name: str = "key") -> tuple[str, dict[str, int]]:
    """A list of keys within a question: its placeholders, and what they stand for."""
    about = {f"{name}{number}": pk for number, pk in enumerate(ids)}
    return ", ".join(f"%({one})s" for one in about), about
