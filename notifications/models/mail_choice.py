from django.conf import settings
from django.db import models

from core import clock


class MailChoice(models.Model):
    """A person has said whether one verb may reach them by mail."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choices"
    )
    verb = models.CharField(max_length=60)
    wants_mail = models.BooleanField()
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "verb"], name="notifications_mailchoice_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb}: {'on' if self.wants_mail else 'off'}"
