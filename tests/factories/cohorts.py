"""The plainest valid row of each cohorts model. A test says what is special."""

from datetime import date

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from accounts.enums import CircleKind
from cohorts.enums import RecordingKind, VideoType
from cohorts.models import Cohort, Recording
from core import clock
from core.private import PrivateStorage, unguessable
from tests.factories.accounts import CircleFactory, GrantFactory, UserFactory

CONTENT = bytes(range(100))


class CohortFactory(DjangoModelFactory):
    class Meta:
        model = Cohort

    name = factory.Sequence(lambda n: f"Cohort {n}")
    slug = factory.Sequence(lambda n: f"cohort-number-{n}")
    circle = factory.SubFactory(CircleFactory, kind=CircleKind.COHORT)
    recordings_circle = factory.SubFactory(CircleFactory, kind=CircleKind.RECORDINGS)
    starts_on = date(2026, 1, 6)
    ends_on = date(2026, 2, 24)


class RecordingFactory(DjangoModelFactory):
    """Published, with a hundred bytes that stand for a film."""

    class Meta:
        model = Recording

    cohort = factory.SubFactory(CohortFactory)
    title = factory.Sequence(lambda n: f"Demo number {n}")
    kind = RecordingKind.DEMO
    recorded_on = date(2026, 2, 3)
    file = factory.LazyFunction(
        lambda: PrivateStorage().save(
            unguessable("recordings", "webm"), ContentFile(CONTENT)
        )
    )
    size = len(CONTENT)
    content_type = VideoType.WEBM
    transcript = "All that is said."
    uploaded_by = factory.SubFactory(UserFactory)
    published_at = factory.LazyFunction(clock.now)


def keep(person, cohort):
    """Give a person the recordings of a cohort for life."""
    return GrantFactory(person=person, circle=cohort.recordings_circle, for_life=True)
