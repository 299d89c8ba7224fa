"""The plainest valid row of each moderation model. A test says what is special."""

import factory
from factory.django import DjangoModelFactory

from moderation.models import Case, Flag, LogEntry, Message
from tests.factories.accounts import UserFactory


class CaseFactory(DjangoModelFactory):
    class Meta:
        model = Case

    target_kind = "post"
    target_id = factory.Sequence(lambda n: n + 1)
    author = factory.SubFactory(UserFactory)
    title = "A plain title"
    evidence = "Plain words."


class FlagFactory(DjangoModelFactory):
    class Meta:
        model = Flag

    case = factory.SubFactory(CaseFactory)
    reporter = factory.SubFactory(UserFactory)
    reason = "other"


class MessageFactory(DjangoModelFactory):
    class Meta:
        model = Message

    recipient = factory.SubFactory(UserFactory)
    subject = "A plain letter"
    body = "Hello,\n\nplain words."


class LogEntryFactory(DjangoModelFactory):
    class Meta:
        model = LogEntry

    action = "hide"
    moderator = factory.SubFactory(UserFactory)
    target_kind = "post"
    target_id = 1
