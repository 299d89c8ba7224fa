"""Building the sample community through the services, with a past."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from core import clock
from notifications.models import Notice
from notifications.services.events import tell_due
from outbox.services.mail import drop_waiting
from pages.sample import performing
from pages.sample.schedule import plan
from pages.sample.world import World

# What is older than this has been read and its mail is not sent any more.
RECENT = timedelta(days=2)


class NotHere(Exception):
    """The sample is refused: the sentence says why."""


def refuse_unless_welcome() -> None:
    """The sample is for development, and for a database without people."""
    if not settings.DEVELOPMENT_PAGES:
        raise NotHere("The sample community is built on a development site only.")
    if User.objects.exists():
        raise NotHere(
            "There are people in this database already. "
            "The sample community is built into an empty one."
        )


def build(
    *,
    seed: int,
    moment: datetime | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> World:
    """Let everything happen in order. The same seed and day give the same place.

    One transaction holds it all: a build that is stopped leaves nothing behind.
    """
    refuse_unless_welcome()
    moment = moment or clock.now()
    events = plan(seed=seed, moment=moment)
    world = World()
    with transaction.atomic():
        for number, event in enumerate(events, 1):
            performing.perform(world, event)
            with clock.at(event.at):
                tell_due()
            progress(number, len(events))
        _settle(moment)
    return world


def _settle(moment: datetime) -> None:
    """The past is past: its notices are read and its mail is not sent."""
    past = moment - RECENT
    with clock.at(moment):
        drop_waiting(reason="It belongs to the sample community.", due_at__lt=past)
    Notice.objects.filter(due_at__lt=past).update(read_at=moment)
