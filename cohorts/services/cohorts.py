"""Making cohorts, each with its two circles."""

from datetime import date

from django.db import transaction

from access.access import Access
from access.enums import CircleKind
from access.models import Circle
from access.services.circles import save_circle
from accounts.models import User
from accounts.services.audit import record
from cohorts.models import Cohort
from core.verdicts import enforce
from recordings.models import Collection
from recordings.policies import can_run_programme


def create_cohort(
    *,
    organiser: User,
    name: str,
    slug: str,
    zone: str,
    starts_on: date,
    ends_on: date,
) -> Cohort:
    """A cohort, the circle of who takes part, and the one that keeps its recordings."""
    with transaction.atomic():
        enforce(can_run_programme(Access.of(organiser)))
        circle = save_circle(
            organiser=organiser,
            circle=Circle(),
            slug=slug,
            name=name,
            kind=CircleKind.COHORT,
            zone=zone,
        )
        recordings_circle = save_circle(
            organiser=organiser,
            circle=Circle(),
            slug=f"{slug}-recordings",
            name=f"{name}, recordings",
            kind=CircleKind.RECORDINGS,
            zone=zone,
        )
        Collection.objects.create(name=name, slug=slug, circle=recordings_circle)
        cohort = Cohort(
            name=name,
            slug=slug,
            zone=zone,
            circle=circle,
            recordings_circle=recordings_circle,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        cohort.full_clean()
        cohort.save(force_insert=True)
        record(
            actor=organiser,
            action="cohort_made",
            target=cohort,
            after={"name": name, "starts_on": str(starts_on), "ends_on": str(ends_on)},
        )
    return cohort
