"""The plainest valid notice: of the community circle, whose members may see it."""

import factory
from factory.django import DjangoModelFactory

from notifications.models import Notice
from tests.factories.access import community
from tests.factories.accounts import UserFactory


class NoticeFactory(DjangoModelFactory):
    class Meta:
        model = Notice

    recipient = factory.SubFactory(UserFactory)
    verb = "test.told"
    family = "test"
    target_kind = "circle"
    target_id = factory.LazyFunction(lambda: community().pk)
