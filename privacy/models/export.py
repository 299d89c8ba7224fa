from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.limits import EXPORT_LATE_AFTER, EXPORT_STUCK_AFTER
from core.private import PrivateStorage


class ExportQuerySet(models.QuerySet["Export"]):
    def own(self, person: object) -> ExportQuerySet:
        return self.filter(person=person)

    def under_way(self) -> ExportQuerySet:
        return self.filter(ready_at=None, failed_at=None)

    def stuck(self) -> ExportQuerySet:
        """Under way for so long that nothing comes of it: the worker may be away."""
        before = clock.now() - EXPORT_STUCK_AFTER
        return self.under_way().filter(asked_at__lte=before)

    def by_newest(self) -> ExportQuerySet:
        return self.order_by("-asked_at", "-pk")


class Export(models.Model):
    """One person asked for a copy of what is theirs here.

    Built by a job, ready from `ready_at` until `expires_at`; then its file is
    removed and the row stays. A person has one under way at most.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports"
    )
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(
        storage=PrivateStorage(), max_length=120, blank=True, editable=False
    )
    size = models.PositiveBigIntegerField(default=0)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ready_at=None, failed_at=None),
                name="privacy_export_one_under_way",
            ),
            models.CheckConstraint(
                name="privacy_export_ready_whole",
                condition=Q(ready_at=None, expires_at=None)
                | Q(ready_at__isnull=False, expires_at__isnull=False, failed_at=None),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-asked_at"], name="privacy_export_person")
        ]

    def __str__(self) -> str:
        return f"Export {self.pk}"

    @property
    def is_ready(self) -> bool:
        return self.ready_at is not None

    @property
    def is_under_way(self) -> bool:
        return self.ready_at is None and self.failed_at is None

    @property
    def is_late(self) -> bool:
        return self.is_under_way and clock.now() >= self.asked_at + EXPORT_LATE_AFTER

    @property
    def is_stuck(self) -> bool:
        return self.is_under_way and clock.now() >= self.asked_at + EXPORT_STUCK_AFTER

    @property
    def is_over(self) -> bool:
        """Its time has passed, whether or not its file is removed yet."""
        return self.expires_at is not None and self.expires_at <= clock.now()

    @property
    def is_open(self) -> bool:
        return self.is_ready and not self.is_over and self.removed_at is None
