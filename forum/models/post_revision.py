from __future__ import annotations

from django.db import models
from django.db.models import Q

from core import clock
from core.fields import LongTextField
from forum.models.post import Post


class PostRevision(models.Model):
    """A text that a post had before an edit, and when it was written."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    body = LongTextField()
    written_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "number"], name="forum_postrevision_number_unique"
            ),
            models.CheckConstraint(
                name="forum_postrevision_number_from_one", condition=Q(number__gte=1)
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"Text {self.number} of post {self.post_id}"
