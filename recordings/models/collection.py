from __future__ import annotations

from django.db import models
from django.db.models import Q

from access.models import Circle
from core.fields import LineField


class Collection(models.Model):
    """Recordings that the people of one circle keep for life, such as a cohort's.

    Its name and slug are copies of what it belongs to: films are shown and downloaded
    under them.
    """

    name = LineField(max_length=80)
    slug = models.SlugField(max_length=45, unique=True)
    circle = models.OneToOneField(
        Circle, on_delete=models.PROTECT, related_name="collection"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recordings_collection_name_not_blank", condition=~Q(name="")
            )
        ]

    def __str__(self) -> str:
        return self.name
