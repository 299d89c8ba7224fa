"""Making and changing circles."""

from typing import Any

from django.db import transaction

from accounts import registry
from accounts.access import Access
from accounts.models import Circle, User
from accounts.policies import can_save_circle
from accounts.services.audit import record
from accounts.services.people import hold_the_gate
from core.verdicts import enforce


def save_circle(*, organiser: User, circle: Circle, **fields: Any) -> Circle:
    """Write a new circle, or change one. Grants are never touched by it.

    The community stays the community: the site finds every window by its slug.
    Raises ValidationError where a name has been taken meanwhile.
    """
    with transaction.atomic():
        hold_the_gate()
        for name, value in fields.items():
            setattr(circle, name, value)
        kept = Circle.objects.filter(pk=circle.pk).first()
        enforce(can_save_circle(Access.of(organiser), circle, kept))
        circle.full_clean()
        circle.save()
        registry.circle_changed(circle.pk)
        record(
            actor=organiser,
            act="circle_changed" if kept else "circle_made",
            target=circle,
            after={name: str(value) for name, value in fields.items()},
        )
    return circle
