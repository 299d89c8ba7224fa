"""The plainest valid mail. A test says what is special."""

from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from core import clock
from outbox.models import Mail


class MailFactory(DjangoModelFactory):
    class Meta:
        model = Mail

    kind = "plain"
    to = factory.Sequence(lambda n: f"person-{n}@example.org")
    subject = "A plain mail"
    text = "Plain words.\n"
    message_id = factory.Sequence(lambda n: f"<mail-{n}@example.org>")
    due_at = factory.LazyFunction(clock.now)
    give_up_at = factory.LazyAttribute(lambda mail: mail.due_at + timedelta(days=5))
