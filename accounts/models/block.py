from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock


class BlockQuerySet(models.QuerySet["Block"]):
    def standing(self) -> BlockQuerySet:
        """Without those of people who have left: what they wrote is nobody's now."""
        return self.filter(blocked__left_at=None)

    def newest_first(self) -> BlockQuerySet:
        return self.order_by("-created_at", "-pk")


class Block(models.Model):
    """One person does not want to meet another here, and the other is not told."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks"
    )
    blocked = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "blocked"], name="accounts_block_pair_unique"
            ),
            models.CheckConstraint(
                name="accounts_block_of_another", condition=~Q(person=F("blocked"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} blocks {self.blocked_id}"
