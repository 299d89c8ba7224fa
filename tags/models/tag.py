from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core import clock
from core.fields import LineField, ShortTextField

if TYPE_CHECKING:
    from access.access import Access

NAME_MAX = 60
DESCRIPTION_MAX = 300


class TagQuerySet(models.QuerySet["Tag"]):
    def living(self) -> TagQuerySet:
        """Those that have not gone into another."""
        return self.filter(merged_into=None)

    def vetted(self) -> TagQuerySet:
        """Those offered to everyone; the rest were suggested and wait."""
        return self.living().exclude(vetted_at=None)

    def waiting(self) -> TagQuerySet:
        return self.living().filter(vetted_at=None)

    def visible_to(self, access: Access) -> TagQuerySet:
        """Tags that may be listed. One that waits shows only where it was written."""
        return self.living() if access.is_moderator else self.vetted()

    def by_name(self) -> TagQuerySet:
        return self.order_by("name", "pk")


class Tag(models.Model):
    """A word as everyone writes it, so that what different people wrote is found.

    `slug` is its address and never changes; what has gone into another keeps its own,
    which leads there. Every text that means the tag, its name among them, has a row
    in `Synonym`.
    """

    slug = models.SlugField(max_length=80, unique=True)
    name = LineField(max_length=NAME_MAX)
    description = ShortTextField(max_length=DESCRIPTION_MAX, blank=True)
    is_topic = models.BooleanField(default=False)
    is_skill = models.BooleanField(default=False)
    vetted_at = models.DateTimeField(null=True, blank=True)
    suggested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = TagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tags_tag_named", condition=~Q(name="") & ~Q(slug="")
            ),
            models.CheckConstraint(
                name="tags_tag_of_some_kind",
                condition=Q(is_topic=True) | Q(is_skill=True),
            ),
            models.CheckConstraint(
                name="tags_tag_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tags:tag_detail", args=[self.slug])

    @property
    def is_vetted(self) -> bool:
        return self.vetted_at is not None

    @property
    def is_merged(self) -> bool:
        return self.merged_into_id is not None
