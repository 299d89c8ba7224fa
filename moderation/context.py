"""The number beside "Queue", for moderators alone."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from moderation.services.queue import count_waiting


def queue_size(request: HttpRequest) -> dict[str, object]:
    """`queue_size`: nothing is asked of the database for anybody else."""
    access = getattr(request, "access", None)
    if access is None or not access.is_moderator:
        return {"queue_size": 0}
    return {"queue_size": SimpleLazyObject(lambda: count_waiting(access))}
