"""Making and changing circles."""

from typing import Any

from django.db import transaction

from accounts import registry
from accounts.access import Access
from accounts.models import Circle, User
from accounts.policies import can_run_place
from accounts.services.audit import record
from core.verdicts import enforce


def save_circle(*, organiser: User, circle: Circle, **fields: Any) -> Circle:
    """Write a new circle, or change one. Grants are never touched by it."""
    with transaction.atomic():
        enforce(can_run_place(Access.of(organiser)))
        is_new = circle.pk is None
        for name, value in fields.items():
            setattr(circle, name, value)
        circle.full_clean()
        circle.save()
        registry.circle_changed(circle.pk)
        record(
            actor=organiser,
            act="circle_made" if is_new else "circle_changed",
            target=circle,
            after={name: str(value) for name, value in fields.items()},
        )
    return circle
