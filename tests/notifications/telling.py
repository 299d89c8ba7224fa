"""Telling of a circle, and what became of it."""

from notifications.models import Notice
from notifications.services import announce
from tests.factories.access import community
from tests.jobs import run_jobs


def say(recipients, verb="test.told", **options):
    """Announce it, and leave the rest to the worker."""
    data = options.pop("data", {})
    words = {"title": "A title"} | options.pop("words", {})
    plain = {"target": community()}
    to = [person.pk for person in recipients]
    return announce(verb, data={"to": to, "words": words} | data, **plain | options)


def tell(recipients, verb="test.told", **options):
    """Announce it and let the worker tell; the notices that are there then."""
    say(recipients, verb, **options)
    run_jobs()
    return list(Notice.objects.filter(recipient__in=recipients).order_by("pk"))
