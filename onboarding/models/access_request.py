from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.fields import ShortTextField
from core.limits import PROFILE_FIELD_MAX
from onboarding.enums import RequestKind


class AccessRequestQuerySet(models.QuerySet["AccessRequest"]):
    def unanswered(self) -> AccessRequestQuerySet:
        return self.filter(answered_at=None)


class AccessRequest(models.Model):
    """What a person asks the organisers, and what one of them answered."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="access_requests",
    )
    kind = models.CharField(max_length=8, choices=RequestKind)
    text = ShortTextField(max_length=PROFILE_FIELD_MAX)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    answer = ShortTextField(max_length=PROFILE_FIELD_MAX, blank=True)

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(answered_at=None),
                name="onboarding_request_one_unanswered",
            ),
            models.CheckConstraint(
                name="onboarding_request_answer_whole",
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (
                    Q(answered_at__isnull=False, answered_by__isnull=False)
                    & ~Q(answer="")
                ),
            ),
            models.CheckConstraint(
                name="onboarding_request_kind_known",
                condition=Q(kind__in=RequestKind.values),
            ),
            models.CheckConstraint(
                name="onboarding_request_has_text", condition=~Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, from {self.person}"
