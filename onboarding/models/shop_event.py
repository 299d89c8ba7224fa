from __future__ import annotations

from django.db import models
from django.db.models import Q

from core import clock
from core.limits import REFERENCE_MAX
from onboarding.enums import ShopEventOutcome


class ShopEvent(models.Model):
    """One event that a shop sent and what came of it. Never changed or deleted.

    `reference` is the shop's order, which the grants that it opened carry too.
    `digest` is the fingerprint of the event as a JSON value: another one under the
    same id is another event, and refused. `address` is that of the reference and the
    address together, where an address was named; it says whether two events are of
    one buyer, who may have another address by now.
    """

    event_id = models.CharField(max_length=REFERENCE_MAX, unique=True)
    kind = models.CharField(max_length=20)
    reference = models.CharField(max_length=REFERENCE_MAX)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField(default=clock.now, editable=False)
    digest = models.CharField(max_length=64)
    address = models.CharField(max_length=64, blank=True, default="", db_default="")
    outcome = models.CharField(max_length=12, choices=ShopEventOutcome)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="onboarding_shopevent_outcome_known",
                condition=Q(outcome__in=ShopEventOutcome.values),
            ),
            models.CheckConstraint(
                name="onboarding_shopevent_has_reference",
                condition=~Q(reference="") & ~Q(event_id=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["reference", "-occurred_at"],
                name="onboarding_shopevent_reference",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
