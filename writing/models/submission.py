from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock

TOKEN_MAX = 64
DIGEST_LENGTH = 64


class Submission(models.Model):
    """One sent form, and the one thing that it made.

    The row is written in the transaction that makes the thing, so a form that is
    sent again, or twice at once, finds the thing instead of making another. A row
    without a digest is of a form whose words were not noted.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="submissions"
    )
    token = models.CharField(max_length=TOKEN_MAX)
    made_label = models.CharField(max_length=80, blank=True)
    made_pk = models.PositiveBigIntegerField(null=True, blank=True)
    # Of the words and their place, so that the same form with others is known.
    digest = models.CharField(max_length=DIGEST_LENGTH, blank=True, db_default="")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "token"], name="writing_submission_once"
            ),
            models.CheckConstraint(
                name="writing_submission_has_token", condition=~Q(token="")
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="writing_submission_age")]

    def __str__(self) -> str:
        return f"{self.made_label} {self.made_pk}"
