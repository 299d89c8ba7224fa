from django.conf import settings
from django.db import models

from core import clock
from core.fields import ShortTextField
from core.limits import REASON_MAX
from moderation.models.case import Case


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

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "reporter"], name="moderation_flag_one_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} in case {self.case_id}"
