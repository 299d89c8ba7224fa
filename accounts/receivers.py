"""What follows from signing in and from a second factor."""

import time
from typing import Any

from allauth.core import context as current
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.access import SECOND_FACTORS
from accounts.models import User
from accounts.services.audit import record
from accounts.services.sessions import SEEN, end_others


@receiver(user_logged_in)
def start_trail(request: HttpRequest, **kwargs: Any) -> None:
    """The sign-in itself is when a session was seen first."""
    if request is not None:
        request.session[SEEN] = time.time()


@receiver(post_save, sender=Authenticator)
def end_sessions_without_it(
    instance: Authenticator, created: bool, **kwargs: Any
) -> None:
    """The first second factor ends every session that never met one.

    A role counts from this moment; a session stolen before must not have it. This
    happens in the transaction that writes the factor.
    """
    if not created or instance.type not in SECOND_FACTORS:
        return
    person = instance.user
    others = Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS)
    if not others.exclude(pk=instance.pk).exists():
        request = current.request
        end_others(person=person, here=request.session.session_key if request else None)
    _note(person, "second_factor_added", instance)


@receiver(authenticator_removed)
def note_removal(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type in SECOND_FACTORS:
        _note(user, "second_factor_removed", authenticator)


def _note(user: User, act: str, authenticator: Authenticator) -> None:
    record(actor=user, act=act, target=user, after={"type": str(authenticator.type)})
