from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock


class StoryRevision(models.Model):
    """What a published story said before one change that a reader can see.

    `content` never holds anything about pay: who takes a figure back has taken it
    back.
    """

    story = models.ForeignKey(
        "stories.Story", on_delete=models.CASCADE, related_name="revisions"
    )
    number = models.PositiveIntegerField()
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    content = models.JSONField()
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                name="stories_storyrevision_number_unique", fields=["story", "number"]
            ),
            models.CheckConstraint(
                name="stories_storyrevision_number_from_one", condition=Q(number__gte=1)
            ),
        ]

    def __str__(self):
        return f"{self.story_id}, revision {self.number}"
