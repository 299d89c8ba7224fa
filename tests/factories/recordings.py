"""The plainest valid row of each recordings model."""

from datetime import date

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from core import clock
from core.private import PrivateStorage, unguessable
from recordings.enums import RecordingKind, VideoType
from recordings.models import Recording
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory

CONTENT = bytes(range(100))


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
