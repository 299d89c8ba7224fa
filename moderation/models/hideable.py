"""What hiding is in the database, for every kind of content."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.fields import ShortTextField
from core.limits import REASON_MAX

if TYPE_CHECKING:
    from accounts.models import User

HIDING = ("hidden_at", "hidden_by", "hidden_reason")
# For rows that are written by the set.
NOT_HIDDEN: dict[str, Any] = {
    "hidden_at": None,
    "hidden_by": None,
    "hidden_reason": "",
}


def hidden_whole(also: Q | None = None) -> models.CheckConstraint:
    """When, by whom and why are there together or not at all.

    For `Meta.constraints` of a model that can be hidden; the name is made of the
    model's. `also` is what must hold of a row before it can be hidden.
    """
    is_hidden = Q(hidden_at__isnull=False, hidden_by__isnull=False)
    if also is not None:
        is_hidden &= also
    return models.CheckConstraint(
        name="%(app_label)s_%(class)s_hidden_whole",
        condition=Q(hidden_at=None, hidden_by=None, hidden_reason="")
        | is_hidden & ~Q(hidden_reason=""),
    )


class Hideable(models.Model):
    """Content that can be hidden: since when, by whom, and why.

    Services alone write it, under the row's lock; a model that inherits it names
    `hidden_whole()` among its constraints.
    """

    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    hidden_reason = ShortTextField(max_length=REASON_MAX, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    def set_hidden(self, *, by: User, at: datetime, reason: str) -> None:
        """The caller saves the fields of HIDING."""
        self.hidden_at, self.hidden_by, self.hidden_reason = at, by, reason

    def set_shown(self) -> None:
        """Undo it; the caller saves the fields of HIDING."""
        for name, value in NOT_HIDDEN.items():
            setattr(self, name, value)
