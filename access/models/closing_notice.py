from django.conf import settings
from django.db import models

from core import clock


class ClosingNotice(models.Model):
    """One person with a place for life was told the day on which the site closes."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    closes_on = models.DateField()
    notified_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "closes_on"], name="access_closingnotice_once"
            ),
        ]

    def __str__(self) -> str:
        return f"closing on {self.closes_on}"
