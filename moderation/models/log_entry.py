from django.conf import settings
from django.db import models

from core import clock
from core.fields import ShortTextField
from core.limits import REASON_MAX
from moderation.enums import Action
from moderation.models.case import Case
from moderation.models.rule import Rule


class LogEntry(models.Model):
    """One act of a moderator. The database refuses to change or delete it.

    The public page shows the act, the kind of thing, the rule, the role and the
    time, and neither names nor titles nor words.
    """

    at = models.DateTimeField(default=clock.now)
    action = models.CharField(max_length=40)
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(max_length=20, default="moderator")
    target_kind = models.CharField(max_length=40)
    target_id = models.BigIntegerField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="log", null=True, blank=True
    )
    rule = models.ForeignKey(
        Rule, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = ShortTextField(max_length=REASON_MAX, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["target_kind", "target_id"], name="moderation_logentry_target"
            ),
            models.Index(fields=["person"], name="moderation_logentry_person"),
        ]

    def __str__(self) -> str:
        return f"{self.action} at {self.at:%Y-%m-%d %H:%M}"

    @property
    def action_words(self) -> str:
        return dict(Action.choices).get(self.action, self.action)
