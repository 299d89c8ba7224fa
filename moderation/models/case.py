from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from core import clock
from core.fields import LineField, LongTextField
from core.limits import TITLE_MAX
from moderation.enums import Outcome
from moderation.models.rule import Rule

if TYPE_CHECKING:
    from accounts.models import User

EVIDENCE_MAX = 2_000


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> CaseQuerySet:
        return self.filter(closed_at=None)

    def oldest_first(self) -> CaseQuerySet:
        return self.order_by("opened_at", "pk")

    def with_flag_counts(self) -> CaseQuerySet:
        return self.annotate(flag_count=Count("flags"))

    def about(self, person: User) -> CaseQuerySet:
        return self.filter(author=person)


class Case(models.Model):
    """What all flags on one thing become, until a moderator has decided.

    `title` and `evidence` are what could be read when the case was opened: they
    stay when the author edits or deletes it. `version` grows with each flag and
    each act, so that nobody decides on something that has changed since they read
    it. A case that was closed because the thing was away is open again from
    `returned_at`, when its author brought it back. `changed_at` is when an author
    last changed words that a moderator had let out. A thing has one open case at
    most.
    """

    target_kind = models.CharField(max_length=40)
    target_id = models.BigIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="cases",
        null=True,
        blank=True,
    )
    title = LineField(max_length=TITLE_MAX, blank=True)
    evidence = LongTextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    opened_at = models.DateTimeField(default=clock.now, editable=False)
    returned_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    rule = models.ForeignKey(
        Rule, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["target_kind", "target_id"],
                condition=Q(closed_at=None),
                name="moderation_case_open_once",
            ),
            models.CheckConstraint(
                name="moderation_case_closed_whole",
                condition=Q(closed_at=None, closed_by=None, outcome="")
                | Q(closed_at__isnull=False, closed_by__isnull=False)
                & Q(outcome__in=Outcome.values),
            ),
        ]
        indexes = [
            models.Index(
                fields=["opened_at"],
                name="moderation_case_queue",
                condition=Q(closed_at=None),
            ),
            models.Index(
                fields=["target_kind", "target_id"], name="moderation_case_target"
            ),
        ]

    def __str__(self) -> str:
        return f"Case {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("moderation:case_detail", args=[self.pk])

    @property
    def waits_since(self) -> datetime:
        """Its author's changes do not put it back: the first wait goes on."""
        return self.returned_at or self.opened_at

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
