from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from access.models import Circle
from accounts.models.user import validate_zone
from core import clock
from core.fields import LineField
from recordings.models import Collection


class CohortQuerySet(models.QuerySet["Cohort"]):
    def by_start(self) -> CohortQuerySet:
        return self.order_by("-starts_on", "-pk")


class Cohort(models.Model):
    """One run of the programme.

    `circle` is who takes part in it, `recordings_circle` who keeps its recordings:
    two circles, so that the end of the one never touches the other. The films lie
    in the `collection` of the second.
    """

    name = LineField(max_length=80)
    slug = models.SlugField(max_length=45, unique=True)
    zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    circle = models.OneToOneField(
        Circle, on_delete=models.PROTECT, related_name="cohort"
    )
    recordings_circle = models.OneToOneField(
        Circle, on_delete=models.PROTECT, related_name="recorded_cohort"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = CohortQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cohorts_cohort_name_not_blank", condition=~Q(name="")
            ),
            models.CheckConstraint(
                name="cohorts_cohort_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="The last day comes before the first.",
            ),
            models.CheckConstraint(
                name="cohorts_cohort_circles_differ",
                condition=~Q(circle=F("recordings_circle")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cohorts:cohort_detail", args=[self.slug])

    @property
    def collection(self) -> Collection:
        """The recordings of this cohort, which its second circle keeps."""
        collection: Collection = self.recordings_circle.collection
        return collection
