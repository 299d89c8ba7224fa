"""What a form was opened with, so that the last of two who edit does not win unseen."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Field, Model
from django.forms import BaseForm

from core.errors import Changed

REVISION_MAX = 40


def revision_of(row: Model, names: Iterable[str]) -> str:
    """A fingerprint of what stands in these fields."""
    values = [(name, str(_value(row, name))) for name in names]
    return sha256(repr(values).encode()).hexdigest()[:REVISION_MAX]


def check_revision(
    row: Model, names: Iterable[str], *, seen: str, sentence: str
) -> None:
    """Raise Changed where the locked row is another one than the form was made of."""
    if seen != revision_of(row, names):
        raise Changed(sentence)


@dataclass(frozen=True)
class Difference:
    """A field as it is stored now, where the form has something else."""

    label: str
    theirs: str


def differences(
    stored: Model, edited: Model, names: Iterable[str], form: BaseForm
) -> list[Difference]:
    """What is stored, where it differs from the row as the form would have it."""
    return [
        Difference(str(form[name].label), _shown(stored, name))
        for name in names
        if _value(stored, name) != _value(edited, name)
    ]


def _value(row: Model, name: str) -> object:
    field = row._meta.get_field(name)
    assert isinstance(field, Field)
    return field.value_from_object(row)


def _shown(row: Model, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return "" if value is None else str(value)
