from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from access.enums import CircleKind
from accounts.models.user import validate_zone
from core.fields import LineField, ShortTextField

COMMUNITY = "community"
GRACE_MAX = 90


class CircleQuerySet(models.QuerySet["Circle"]):
    def community(self) -> Circle:
        """The circle of all members, which a migration makes."""
        return self.get(slug=COMMUNITY)

    def by_slug(self) -> dict[str, Circle]:
        """Each circle under its slug in small letters; the one written so comes first.

        Slugs are small by now, those of old circles may not be.
        """
        found: dict[str, Circle] = {}
        for circle in self.order_by("pk"):
            slug = circle.slug.lower()
            if slug == circle.slug or slug not in found:
                found[slug] = circle
        return found

    def by_name(self) -> CircleQuerySet:
        return self.order_by("name", "pk")


class Circle(models.Model):
    """A named set of people; grants say who is in it and when.

    For `grace_days` after the end of a place its person may still read, not write.
    Places take them, as they take the zone, on the day they are written.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = LineField(max_length=80)
    kind = models.CharField(max_length=12, choices=CircleKind)
    zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    description = ShortTextField(max_length=300, blank=True)
    grace_days = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(GRACE_MAX)]
    )

    objects = CircleQuerySet.as_manager()

    class Meta:
        constraints = [
            # The site finds every window by this slug.
            models.CheckConstraint(
                name="access_circle_community_by_name",
                condition=Q(kind=CircleKind.COMMUNITY, slug=COMMUNITY)
                | (~Q(kind=CircleKind.COMMUNITY) & ~Q(slug=COMMUNITY)),
                violation_error_message=(
                    "The community circle, and no other, has this address name."
                ),
            ),
            models.CheckConstraint(
                name="access_circle_kind_known",
                condition=Q(kind__in=CircleKind.values),
            ),
            models.CheckConstraint(
                name="access_circle_name_not_blank", condition=~Q(name="")
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind=CircleKind.COMMUNITY),
                name="access_circle_one_community",
            ),
        ]

    def __str__(self) -> str:
        return self.name
