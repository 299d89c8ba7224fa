from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q

from access.calendar import last_day_before
from access.enums import GrantSource
from access.models.circle import Circle
from accounts.models.user import validate_zone
from core import clock
from core.fields import ShortTextField
from core.limits import REASON_MAX, REFERENCE_MAX


class GrantQuerySet(models.QuerySet["Grant"]):
    def standing(self) -> GrantQuerySet:
        """Grants that nobody has revoked, whenever they run."""
        return self.filter(revoked_at=None)

    def open_at(self, now: datetime) -> GrantQuerySet:
        """Grants that give a place at a moment; the end is exclusive."""
        return self.standing().filter(
            Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now
        )

    def known_at(self, moment: datetime) -> GrantQuerySet:
        """Rows that were written by then; what was resumed later is still paused."""
        resumed = Prefetch("resumed_by", Grant.objects.filter(created_at__lte=moment))
        return self.filter(created_at__lte=moment).prefetch_related(resumed)

    def by_start(self) -> GrantQuerySet:
        return self.order_by("starts_at", "pk")


class Grant(models.Model):
    """One person's place in one circle from a moment until a moment, or for life.

    A ledger: rows are added and revoked, never edited. `ends_at` is exclusive,
    empty means for life. `anchor_on`, `zone`, `months` and `extra_days` say how
    the end was computed, so that a renewal continues from the first anchor;
    `grace_days` how long after it its person may still read. Zone and grace are
    those of the circle on the day of writing: no later change of it moves them.
    `paused_days` is how many days of its own, after the day of the pause, a grant
    that a pause revoked has kept; the grants of one pause have one `revoked_at`.
    `resumes` names the paused grant that this one gives back; where it was revoked
    as it began, it ends that pause for good. `reference` is the shop's order behind
    it, which a refund ends by. `offered_to` is the fingerprint of the circle and the
    address to which a list offered it.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants"
    )
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="grants")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    source = models.CharField(max_length=12, choices=GrantSource)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    reason = ShortTextField(max_length=REASON_MAX, blank=True)
    reference = models.CharField(max_length=REFERENCE_MAX, blank=True)
    offered_to = models.CharField(
        max_length=64, blank=True, default="", db_default="", editable=False
    )

    anchor_on = models.DateField(null=True, blank=True)
    zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    months = models.PositiveIntegerField(default=0)
    extra_days = models.PositiveIntegerField(default=0)
    grace_days = models.PositiveSmallIntegerField(default=0, db_default=0)

    created_at = models.DateTimeField(default=clock.now, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    revoke_reason = ShortTextField(max_length=REASON_MAX, blank=True)
    paused_days = models.PositiveIntegerField(null=True, blank=True)
    resumes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        related_name="resumed_by",
        null=True,
        blank=True,
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="access_grant_ends_after_start",
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="access_grant_source_known",
                condition=Q(source__in=GrantSource.values),
            ),
            models.CheckConstraint(
                name="access_grant_window_has_anchor",
                condition=Q(months=0)
                | Q(anchor_on__isnull=False, ends_at__isnull=False),
            ),
            models.CheckConstraint(
                name="access_grant_pause_is_revoked",
                condition=Q(paused_days=None) | Q(revoked_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "circle", "starts_at"], name="access_grant_person"
            ),
            models.Index(
                fields=["offered_to"],
                name="access_grant_offered_to",
                condition=~Q(offered_to=""),
            ),
            models.Index(
                fields=["circle", "ends_at"],
                name="access_grant_ending",
                condition=Q(revoked_at=None),
            ),
            models.Index(
                fields=["reference"],
                name="access_grant_reference",
                condition=~Q(reference=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.circle}"

    def as_of(self, moment: datetime) -> Grant:
        """The row as it stood then: what was taken back later has not been yet.

        For showing alone; a row that was looked at like this is not to be saved.
        """
        if self.revoked_at and self.revoked_at > moment:
            self.revoked_at = self.revoked_by = self.paused_days = None
            self.revoke_reason = ""
        return self

    @property
    def first_day(self) -> date:
        """The day on which it begins, in the grant's own zone."""
        return self.starts_at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def last_day(self) -> date | None:
        """The last usable day, in the grant's own zone."""
        return last_day_before(self.ends_at, self.zone) if self.ends_at else None

    @property
    def is_for_life(self) -> bool:
        return self.ends_at is None

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    @property
    def is_paused(self) -> bool:
        return self.paused_days is not None and not hasattr(self, "resumed_by")
