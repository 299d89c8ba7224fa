from django.db import models

from access.models.grant import Grant
from core import clock


class PendingMessage(models.Model):
    """A message about a change of many people's access that is still to be written.

    `before` and `after` are the state of the window that it tells of. The row is
    deleted in the transaction that writes the message.
    """

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    days = models.PositiveIntegerField(null=True, blank=True)
    before = models.CharField(max_length=40)
    after = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        return f"{self.kind} to {self.grant}"
