from django.conf import settings
from django.db import models
from django.db.models import Q

# What follows the last day: the message that says what stays.
ENDED = -1


class WindowNotice(models.Model):
    """What one person was told, or has put away, of one milestone of one end.

    `milestone` is how many days were left, or ENDED. Another end (an extension)
    is told anew. Written under the lock of the person's row.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="window_notices",
    )
    ends_at = models.DateTimeField()
    milestone = models.SmallIntegerField()
    notified_at = models.DateTimeField(null=True, blank=True)
    put_away_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "ends_at", "milestone"],
                name="access_windownotice_once",
            ),
            models.CheckConstraint(
                name="access_windownotice_milestone_known",
                condition=Q(milestone__gte=ENDED),
            ),
        ]
        indexes = [
            models.Index(fields=["ends_at"], name="access_windownotice_end"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone} days before {self.ends_at:%Y-%m-%d}"
