from __future__ import annotations

from django.conf import settings
from django.db import models

from forum.models.post import Post


class Mention(models.Model):
    """A handle that a post names, and the person who had it at that moment.

    It says whom an edit has already told, and which pages show a person's name.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    handle = models.CharField(max_length=30)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "handle"], name="forum_mention_once_a_post"
            ),
        ]
        indexes = [models.Index(fields=["handle"], name="forum_mention_handle")]

    def __str__(self) -> str:
        return f"@{self.handle} in post {self.post_id}"
