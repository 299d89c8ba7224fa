"""Counting the tries that a mailed code has had, before each of them is judged."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.models import CodeGuesses
from core import clock

# No code lives as long.
RETENTION = timedelta(days=1)


def use(kind: str, state: dict[str, Any], *, limit: int) -> bool:
    """Use up one of `limit` tries; whether there was one left.

    `state` is what allauth keeps of a code under way. It lies in the session, of which
    requests that arrive together each have a copy of their own, so nothing is counted
    there: one statement raises the row here, and only while it is below the limit.
    """
    key = _key(kind, state)
    with transaction.atomic():
        CodeGuesses.objects.bulk_create([CodeGuesses(key=key)], ignore_conflicts=True)
        left = CodeGuesses.objects.filter(key=key, used__lt=limit)
        return bool(left.update(used=F("used") + 1))


def forget_old_guesses() -> int:
    old = CodeGuesses.objects.filter(created_at__lt=clock.now() - RETENTION)
    return old.delete()[0]


def _key(kind: str, state: dict[str, Any]) -> str:
    """The same for every request of one code, and for the codes sent after it."""
    named = (kind, state.get("email"), state.get("user_id"), state["at"])
    return sha256(repr(named).encode()).hexdigest()


TOO_MANY = "That was one try too many. Wait five minutes, or ask for a new code."
