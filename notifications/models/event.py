from django.conf import settings
from django.db import models

from core import clock


class Event(models.Model):
    """Something happened of which people are still to hear, or have heard.

    Written in the transaction of the act, whoever and however many are to hear of it;
    a job makes notices of it from `due_at` on. Before that it can be undone. `data`
    holds plain values: whom to tell, and what the thing itself does not say.
    """

    verb = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    target_kind = models.CharField(max_length=40)
    target_id = models.BigIntegerField()
    data = models.JSONField(default=dict, blank=True)

    at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notifications_event_due_after_it_happened",
                condition=models.Q(due_at__gte=models.F("at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["target_kind", "target_id"],
                name="notifications_event_waiting",
                condition=models.Q(done_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} of {self.target_kind} {self.target_id}"
