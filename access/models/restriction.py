from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.fields import ShortTextField
from core.limits import REASON_MAX


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def in_force_at(self, now: datetime) -> RestrictionQuerySet:
        return self.filter(lifted_at=None, starts_at__lte=now, ends_at__gt=now)


class Restriction(models.Model):
    """A suspension: until its end a person reads and neither writes nor flags.

    It stands beside the grants and touches none of them: reading, recordings,
    own words and the export stay.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="restrictions"
    )
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
                name="access_restriction_has_reason", condition=~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} until {self.ends_at:%Y-%m-%d}"
