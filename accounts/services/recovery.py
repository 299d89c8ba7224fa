"""Ending every way into an account that is not in its owner's hands any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction

from accounts import registry
from accounts.factors import SECOND_FACTORS
from accounts.models import MailRevert, User
from accounts.services import account_mail
from accounts.services.audit import record
from accounts.services.people import lock_person
from accounts.services.sessions import end_others, open_sessions
from core import clock


@dataclass(frozen=True)
class Kept:
    """Keys of what an owner knows to be theirs. Nothing is, unless it is named."""

    factors: frozenset[int] = frozenset()
    links: frozenset[int] = frozenset()


NOTHING = Kept()


@dataclass(frozen=True)
class WaysIn:
    """What opens an account, or soon might, and the roles that one has then.

    `pending` are addresses not proved yet, `left` are changes of address.
    """

    factors: list[Authenticator]
    has_recovery_codes: bool
    links: list[SocialAccount]
    sessions: list[UserSession]
    pending: list[EmailAddress]
    has_password: bool
    roles: list[Any]
    left: list[MailRevert]


def ways_into(person: User) -> WaysIn:
    own = list(Authenticator.objects.filter(user=person).order_by("created_at"))
    factors = [one for one in own if one.type in SECOND_FACTORS]
    return WaysIn(
        factors=factors,
        has_recovery_codes=len(own) > len(factors),
        links=list(SocialAccount.objects.filter(user=person).order_by("date_joined")),
        sessions=open_sessions(person),
        pending=list(EmailAddress.objects.filter(user=person, verified=False)),
        has_password=person.has_usable_password(),
        roles=registry.roles().held_by(person),
        left=list(MailRevert.objects.filter(person=person).order_by("pk")),
    )


def has_second_factor(person: User) -> bool:
    own = Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS)
    return own.exists()


def end_ways_into(
    person: User, *, keep: Kept = NOTHING, made_before: datetime | None = None
) -> dict[str, int]:
    """End them all but `keep`, and answer how many of each. The row is locked.

    Sessions, the password and addresses that wait for their code always end: of these
    nobody can tell whose they are. So do recovery codes, which whoever was inside may
    have read. Of what is kept, nothing counts that was made at `made_before` or later.
    """
    factors = Authenticator.objects.filter(user=person)
    links = SocialAccount.objects.filter(user=person)
    own_factors = factors.filter(pk__in=keep.factors, type__in=SECOND_FACTORS)
    own_links = links.filter(pk__in=keep.links)
    if made_before is not None:
        own_factors = own_factors.filter(created_at__lt=made_before)
        own_links = own_links.filter(date_joined__lt=made_before)
    own_factor_keys = list(own_factors.values_list("pk", flat=True))
    own_link_keys = list(own_links.values_list("pk", flat=True))

    ended = {
        "factors": factors.exclude(pk__in=own_factor_keys).delete()[0],
        "links": links.exclude(pk__in=own_link_keys).delete()[0],
        "sessions": UserSession.objects.filter(user=person).count(),
    }
    EmailAddress.objects.filter(user=person, verified=False).delete()
    person.set_unusable_password()
    person.save(update_fields=["password"])
    end_others(person=person, here=None)
    return ended


def addresses_of(person: User) -> list[str]:
    """Every address that is known of the account, those that it left included."""
    own = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    left = MailRevert.objects.filter(person=person)
    pairs = left.values_list("old_address", "new_address")
    known = [person.email, *own, *(one for pair in pairs for one in pair)]
    return sorted({address.lower() for address in known})


def unlock_from_command_line(*, person: User, reason: str) -> None:
    """The same for anyone, organisers too, by whoever can reach the machine."""
    with transaction.atomic():
        end_and_tell(lock_person(person), by=None, reason=reason)


def end_and_tell(person: User, *, by: User | None, reason: str) -> None:
    told = addresses_of(person)
    ended = end_ways_into(person)
    record(actor=by, action="unlocked", target=person, after=ended, reason=reason)
    context = {"person": person, "at": clock.now()}
    for address in told:
        account_mail.send("account/unlocked", address, context)
