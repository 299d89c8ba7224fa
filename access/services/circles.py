"""Making and changing circles."""

from typing import Any

from django.db import transaction

from access import registry
from access.access import Access
from access.models import Circle
from access.policies import can_save_circle
from access.services.gate import hold_the_gate
from accounts.models import User
from accounts.services.audit import record
from core.revisions import check_revision
from core.verdicts import enforce

FIELDS = ("name", "slug", "kind", "zone", "grace_days", "description")
CHANGED = (
    "Someone changed this circle after you opened it. Nothing has been overwritten."
)


def save_circle(
    *, organiser: User, circle: Circle, revision: str = "", **fields: Any
) -> Circle:
    """Write a new circle, or change one. Grants are never touched by it.

    The community stays the community: the site finds every window by its slug.
    `revision` is that of the circle as the organiser saw it. Raises Changed where it
    is another one by now, and ValidationError where a name has been taken meanwhile.
    """
    with transaction.atomic():
        hold_the_gate()
        stored = Circle.objects.filter(pk=circle.pk).first()
        if stored and revision:
            check_revision(stored, FIELDS, seen=revision, sentence=CHANGED)
        for name, value in fields.items():
            setattr(circle, name, value)
        enforce(can_save_circle(Access.of(organiser), circle, stored))
        circle.full_clean()
        circle.save()
        registry.circle_changed(circle.pk)
        record(
            actor=organiser,
            action="circle_changed" if stored else "circle_made",
            target=circle,
            after={name: str(value) for name, value in fields.items()},
        )
    return circle
