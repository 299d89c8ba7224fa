from __future__ import annotations

from django.db import models
from django.db.models import Q

ONLY = 1


class NameCount(models.Model):
    """How often anything that stands for a person on a page has changed: one row.

    A name, a handle, a hat, the mark of a move, or that somebody has left. Pages that
    print names are cached under it, so that a change ends all of them and locks none
    of what they show. Written by accounts.services.names alone.
    """

    id = models.PositiveSmallIntegerField(
        primary_key=True, default=ONLY, editable=False
    )
    changes = models.PositiveBigIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_namecount_only_one", condition=Q(id=ONLY)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.changes} changes of names"
