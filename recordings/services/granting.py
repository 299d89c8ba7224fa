"""Giving a cohort's recordings for life to everyone in a circle."""

from typing import Any

from access.enums import ChangeKind
from access.models import Circle, Grant
from access.services import changes
from access.services.plans import Plan
from accounts.models import User
from cohorts.models import Cohort
from core import clock


def keepers_in(circle: Circle) -> list[User]:
    """Who has a place in the circle at this moment, by name."""
    held = Grant.objects.open_at(clock.now()).filter(circle=circle).values("person")
    people = User.objects.filter(pk__in=held, is_active=True)
    return list(people.order_by("display_name", "pk"))


def preview_recordings(
    *, organiser: User, cohort: Cohort, circle: Circle, reason: str
) -> Plan:
    """Who would keep the cohort's recordings. Nothing is written."""
    return changes.preview(**_terms(organiser, cohort, circle, reason))


def grant_recordings(
    *, organiser: User, cohort: Cohort, circle: Circle, reason: str, expected: str
) -> Plan:
    """A place for life in the cohort's recordings for each; a standing one is kept.

    Raises Changed where the outcome is not the one that was shown.
    """
    terms = _terms(organiser, cohort, circle, reason)
    return changes.carry_out(expected=expected, **terms)


def _terms(
    organiser: User, cohort: Cohort, circle: Circle, reason: str
) -> dict[str, Any]:
    return {
        "organiser": organiser,
        "people": keepers_in(circle),
        "circle": cohort.recordings_circle,
        "kind": ChangeKind.OPEN,
        "months": 0,
        "reason": reason,
    }
