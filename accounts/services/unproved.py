"""Accounts whose address was never proved, and their end."""

from contextlib import suppress
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, QuerySet

from accounts.models import User
from accounts.services.people import lock_people
from core import clock

# How long an address may stay unproved before its account is given up.
UNPROVED_LIFE = timedelta(days=3)


def unproved() -> QuerySet[User]:
    """Accounts whose address was never proved: nobody ever came in by them."""
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    waiting = User.objects.filter(Exists(addresses), last_login=None)
    return waiting.exclude(Exists(addresses.filter(verified=True)))


def give_up(accounts: QuerySet[User]) -> int:
    """Remove unproved accounts, and say how many.

    They only hold an address and a handle. One that an organiser gave a place or a
    role stays, as what is written of it does; so does one whose code was typed in
    the last moment.
    """
    given_up = 0
    for key in list(accounts.values_list("pk", flat=True)):
        with suppress(ProtectedError), transaction.atomic():
            lock_people([key])
            _deleted, by_model = accounts.filter(pk=key).delete()
            given_up += by_model.get(User._meta.label, 0)
    return given_up


def give_up_unproved() -> int:
    """Remove those that have waited for their code for days."""
    return give_up(unproved().filter(created_at__lt=clock.now() - UNPROVED_LIFE))
