from datetime import timedelta

from django.db import models


class PeriodicRun(models.Model):
    """A periodic job has been started for one period, by whichever worker came."""

    name = models.CharField(max_length=100)
    period_at = models.DateTimeField()
    # The length of a period is part of its identity: a job that becomes hourly
    # starts at once, not at the end of the day it began as a daily one.
    every = models.DurationField(default=timedelta)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "period_at", "every"],
                name="outbox_periodicrun_once_a_period",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.period_at:%Y-%m-%d %H:%M}"
