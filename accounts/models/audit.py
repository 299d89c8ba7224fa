from __future__ import annotations

from django.conf import settings
from django.db import models

from core import clock
from core.fields import ShortTextField
from core.limits import REASON_MAX


class AuditEntry(models.Model):
    """One act on accounts, access or settings. The database refuses to change it."""

    at = models.DateTimeField(default=clock.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    action = models.CharField(max_length=60)
    target_kind = models.CharField(max_length=40)
    target_id = models.BigIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = ShortTextField(max_length=REASON_MAX, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["target_kind", "target_id"], name="accounts_audit_target"
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} at {self.at:%Y-%m-%d %H:%M}"
