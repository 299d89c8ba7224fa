from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from core import clock, dry_run
from core.fields import ShortTextField
from core.limits import REASON_MAX
from moderation.models.case import Case

if TYPE_CHECKING:
    from access.access import Access


class FlagQuerySet(models.QuerySet["Flag"]):
    def standing_of(self, access: Access) -> FlagQuerySet:
        """A reader's own flags that nobody has decided about yet.

        Nobody else is ever shown one, nor a moderator who sees as that reader.
        """
        if not access.is_signed_in or dry_run.is_active():
            return self.none()
        return self.filter(reporter=access.person_id, case__closed_at=None)

    def on(self, kind: str, ids: Any = None) -> FlagQuerySet:
        """Flags on things of a kind: on all, on some by their keys, or on one."""
        flags = self.filter(case__target_kind=kind)
        if ids is None:
            return flags
        if isinstance(ids, Iterable):
            return flags.filter(case__target_id__in=list(ids))
        return flags.filter(case__target_id=ids)

    def targets(self) -> frozenset[int]:
        return frozenset(self.values_list("case__target_id", flat=True))


class Flag(models.Model):
    """One person says, once a case, that moderators should read something.

    `answered_at` is when they were told what became of it; a case that is open again
    answers anew.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="flags")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="flags"
    )
    reason = models.CharField(max_length=20)
    note = ShortTextField(max_length=REASON_MAX, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = FlagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "reporter"], name="moderation_flag_one_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} in case {self.case_id}"
