"""Giving the recordings of a collection for life to everyone in a circle."""

from typing import Any

from access.enums import ChangeKind
from access.models import Circle, Grant
from access.services import changes
from access.services.plans import Plan
from accounts.models import User
from core import clock
from recordings.models import Collection


def keepers_in(circle: Circle) -> list[User]:
    """Who has a place in the circle at this moment, by name."""
    held = Grant.objects.open_at(clock.now()).filter(circle=circle).values("person")
    people = User.objects.filter(pk__in=held, is_active=True)
    return list(people.order_by("display_name", "pk"))


def preview_recordings(
    *, organiser: User, collection: Collection, circle: Circle, reason: str
) -> Plan:
    """Who would keep the recordings. Nothing is written."""
    return changes.preview(**_terms(organiser, collection, circle, reason))


def grant_recordings(
    *,
    organiser: User,
    collection: Collection,
    circle: Circle,
    reason: str,
    expected: str,
) -> Plan:
    """A place for life in the recordings for each; a standing one is kept.

    Raises Changed where the outcome is not the one that was shown.
    """
    terms = _terms(organiser, collection, circle, reason)
    return changes.carry_out(expected=expected, **terms)


def _terms(
    organiser: User, collection: Collection, circle: Circle, reason: str
) -> dict[str, Any]:
    return {
        "organiser": organiser,
        "people": keepers_in(circle),
        "circle": collection.circle,
        "kind": ChangeKind.OPEN,
        "months": 0,
        "reason": reason,
    }
