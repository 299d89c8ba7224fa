"""The plainest valid row of each cohorts model. A test says what is special."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from access.enums import CircleKind
from cohorts.models import Cohort
from tests.factories.access import CircleFactory
from tests.factories.recordings import CollectionFactory


class CohortFactory(DjangoModelFactory):
    class Meta:
        model = Cohort
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Cohort {n}")
    slug = factory.Sequence(lambda n: f"cohort-number-{n}")
    circle = factory.SubFactory(CircleFactory, kind=CircleKind.COHORT)
    recordings_circle = factory.SubFactory(CircleFactory, kind=CircleKind.RECORDINGS)
    starts_on = date(2026, 1, 6)
    ends_on = date(2026, 2, 24)

    @factory.post_generation
    def collected(cohort, create, extracted, **kwargs):
        if create:
            CollectionFactory(
                name=cohort.name, slug=cohort.slug, circle=cohort.recordings_circle
            )
