from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse

from core import clock
from core.fields import LineField, LongTextField
from moderation.models.case import Case

if TYPE_CHECKING:
    from access.access import Access


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, access: Access) -> MessageQuerySet:
        """A message is read by whom it was written to, whatever else is closed."""
        if not access.is_signed_in:
            return self.none()
        return self.filter(recipient=access.person_id)


class Message(models.Model):
    """What moderators wrote to one person, word for word as it was sent."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages"
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="messages", null=True, blank=True
    )
    subject = LineField(max_length=200)
    body = LongTextField()
    sent_at = models.DateTimeField(default=clock.now, editable=False)

    objects = MessageQuerySet.as_manager()

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("moderation:message_detail", args=[self.pk])

    @property
    def paragraphs(self) -> list[str]:
        return self.body.split("\n\n")
