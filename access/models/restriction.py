from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access import registry
from access.models.circle import Circle
from access.scopes import CIRCLE, Scope, scope_of
from core import clock
from core.fields import ShortTextField
from core.limits import REASON_MAX


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def in_force_at(self, now: datetime) -> RestrictionQuerySet:
        return self.filter(lifted_at=None, starts_at__lte=now, ends_at__gt=now)


class Restriction(models.Model):
    """A suspension: until its end a person reads and neither writes nor flags, on the
    whole site, in one circle, or in one thing of a kind that a room registers.

    It stands beside the grants and touches none of them: reading, recordings,
    own words and the export stay.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="restrictions"
    )
    circle = models.ForeignKey(
        Circle, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    scope_kind = models.CharField(max_length=30, blank=True, default="")
    scope_id = models.PositiveBigIntegerField(null=True, blank=True)
    starts_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField()
    imposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = ShortTextField(max_length=REASON_MAX)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="access_restriction_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="access_restriction_scope_whole",
                condition=Q(scope_kind="", scope_id=None)
                | (~Q(scope_kind="") & Q(scope_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="access_restriction_one_scope",
                condition=Q(circle=None) | Q(scope_kind=""),
            ),
            models.CheckConstraint(
                name="access_restriction_circle_by_itself",
                condition=~Q(scope_kind=CIRCLE),
            ),
            models.CheckConstraint(
                name="access_restriction_has_reason", condition=~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} until {self.ends_at:%Y-%m-%d}"

    @property
    def scope(self) -> Scope | None:
        return scope_of(self.circle_id, self.scope_kind, self.scope_id)

    @property
    def scope_name(self) -> str:
        """What the part of the site is called; nothing for the whole of it."""
        if self.circle is not None:
            return self.circle.name
        return registry.scope_name(self.scope) if self.scope else ""
