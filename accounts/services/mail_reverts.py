"""The way back to an address that an account has left, open for 72 hours."""

import secrets

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts import registry
from accounts.errors import WayBackClosed
from accounts.models import MailRevert, User
from accounts.services import account_mail
from accounts.services.audit import record
from accounts.services.people import lock_people
from accounts.services.recovery import (
    NOTHING,
    Kept,
    end_ways_into,
    has_second_factor,
)
from accounts.services.tokens import hash_token
from accounts.services.unproved import give_up, unproved
from core import clock
from core.limits import MAIL_REVERT_LIFE

ROLE_ENDED = "The account was taken back by its old address alone, without a factor."
CLOSED = "This way back is closed: it was used, or 72 hours are over."


def offer_way_back(
    *, person: User, old_address: str, new_address: str
) -> tuple[MailRevert, str]:
    """Write the way back and answer it with the token that the message carries."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    way_back = MailRevert.objects.create(
        person=person,
        old_address=old_address.lower(),
        new_address=new_address.lower(),
        token_hash=hash_token(token),
        created_at=now,
        expires_at=now + MAIL_REVERT_LIFE,
    )
    return way_back, token


def open_again(*, person: User, address: str) -> None:
    """Write a way back to an address that the account has left, and send it there.

    For an owner who comes after the 72 hours. Raises WayBackClosed where the account
    never had the address. The caller has checked who asks.
    """
    address = address.lower()
    if not MailRevert.objects.filter(person=person, old_address=address).exists():
        raise WayBackClosed("The account has left no such address.")
    way_back, token = offer_way_back(
        person=person, old_address=address, new_address=person.email
    )
    after = {"way_back": way_back.pk}
    record(actor=None, action="way_back_opened", target=person, after=after)
    context = {"person": person, "token": token, "until": way_back.expires_at}
    account_mail.send("account/way_back", address, context)


def way_back_for(token: str) -> MailRevert | None:
    if len(token) > 200:
        return None
    return MailRevert.objects.filter(token_hash=hash_token(token)).first()


def is_open(way_back: MailRevert) -> bool:
    return way_back.used_at is None and way_back.expires_at > clock.now()


def take_way_back(*, way_back: MailRevert, keep: Kept = NOTHING) -> User:
    """Give the account back to its old address and end every way into it but `keep`.

    Whoever changed the address may have been inside for long before, so nothing is
    trusted for its age: the owner names what is theirs. What was made since the
    change is not theirs, whatever is named. The owner sets a new password by a code to
    the old address. Roles end where no factor is kept. Later ways back end too;
    earlier ones, to addresses that the account had before, stay.
    """
    with transaction.atomic():
        old = way_back.old_address
        in_the_way = unproved().filter(email=old)
        keys = {way_back.person_id, *in_the_way.values_list("pk", flat=True)}
        person = lock_people(keys)[way_back.person_id]
        way_back = MailRevert.objects.select_for_update(no_key=True).get(pk=way_back.pk)
        if not is_open(way_back):
            raise WayBackClosed(CLOSED)
        # Whoever signs up with an address has proved nothing yet; this link does.
        give_up(in_the_way)
        if User.objects.filter(email=old).exclude(pk=person.pk).exists():
            raise WayBackClosed("Another account uses this address now.")

        EmailAddress.objects.filter(user=person).delete()
        EmailAddress.objects.create(user=person, email=old, verified=True, primary=True)
        person.email = old
        person.save(update_fields=["email"])
        # Not earlier ones: whoever moved the account on twice holds the later address.
        later = MailRevert.objects.filter(person=person, pk__gte=way_back.pk)
        later.filter(used_at=None).update(used_at=clock.now())
        ended = end_ways_into(person, keep=keep, made_before=way_back.created_at)
        if not has_second_factor(person):
            # A mailbox alone leads to no role: whoever holds it would set up a factor.
            ended["roles"] = registry.roles().end_all(person=person, reason=ROLE_ENDED)
        record(actor=person, action="address_taken_back", target=person, after=ended)
    return person
