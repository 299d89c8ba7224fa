from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from access.enums import RoleKind
from access.models.circle import Circle
from core import clock
from core.fields import ShortTextField
from core.limits import REASON_MAX


class Role(models.Model):
    """A part that a person plays, for the whole site or for one circle.

    It has an effect only while the person has a second factor.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="roles"
    )
    kind = models.CharField(max_length=10, choices=RoleKind)
    circle = models.ForeignKey(
        Circle, on_delete=models.PROTECT, related_name="roles", null=True, blank=True
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    reason = ShortTextField(max_length=REASON_MAX, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="access_role_kind_known", condition=Q(kind__in=RoleKind.values)
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "circle"],
                condition=Q(ended_at=None, circle__isnull=False),
                name="access_role_circle_once",
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(ended_at=None, circle=None),
                name="access_role_site_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind}"
