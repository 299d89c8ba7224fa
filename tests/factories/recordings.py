"""The plainest valid row of each recordings model."""

from datetime import date

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from access.enums import CircleKind
from core import clock
from core.private import PrivateStorage, unguessable
from recordings.enums import RecordingKind, VideoType
from recordings.models import Collection, Recording
from tests.factories.access import CircleFactory, GrantFactory
from tests.factories.accounts import UserFactory

CONTENT = bytes(range(100))


class CollectionFactory(DjangoModelFactory):
    class Meta:
        model = Collection

    name = factory.Sequence(lambda n: f"Collection {n}")
    slug = factory.Sequence(lambda n: f"collection-{n}")
    circle = factory.SubFactory(CircleFactory, kind=CircleKind.RECORDINGS)


class RecordingFactory(DjangoModelFactory):
    """Published, with a hundred bytes that stand for a film."""

    class Meta:
        model = Recording

    collection = factory.SubFactory(CollectionFactory)
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


def keep(person, collection):
    """Give a person the recordings of a collection for life."""
    return GrantFactory(person=person, circle=collection.circle, for_life=True)
