"""What an event of a shop does: once, in the order in which things happened."""

from datetime import timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.enums import GrantSource, HookOutcome
from accounts.errors import HookRefused
from accounts.models import Circle, HookEvent
from accounts.models.invitation import InvitationQuerySet
from accounts.services.audit import record
from accounts.services.bringing import (
    Offer,
    Standing,
    invite_offer,
    months_for,
    open_offer,
)
from accounts.services.grants import end_order
from accounts.services.hook.orders import Order
from accounts.services.hook.reading import ENDED, OPENED, Event, read
from accounts.services.people import hold_the_gate, lock_person
from core import clock

AHEAD_AT_MOST = timedelta(minutes=5)
OPENED_BY = "Bought in the shop."
ENDED_BY = "The order was ended or paid back."
OVERTAKEN = "The shop told of this order once more."


def receive(body: bytes) -> HookEvent:
    """Do what a signed body says and write it into the ledger, or neither.

    An event that is known is answered as it was the first time. One that is older
    than the last of its reference changes nothing, and is written down so. Raises
    HookRefused for what cannot be done; it leaves no trace and may be sent again.
    """
    event, digest = read(body), sha256(body).hexdigest()
    if event.occurred_at > clock.now() + AHEAD_AT_MOST:
        raise HookRefused("The event has not happened yet, says its occurred_at.")
    with transaction.atomic():
        hold_the_gate()
        known = HookEvent.objects.filter(event_id=event.id).first()
        if known is None:
            return HookEvent.objects.create(
                event_id=event.id,
                kind=event.type,
                reference=event.reference,
                occurred_at=event.occurred_at,
                digest=digest,
                address=Order(event.reference, event.email).address,
                outcome=_carry_out(event),
            )
    if known.digest != digest:
        raise HookRefused("Another event came with this id before.")
    return known


def _carry_out(event: Event) -> HookOutcome:
    if _is_older(event):
        return HookOutcome.OLDER
    return _end(event) if event.type == ENDED else _open(event)


def _is_older(event: Event) -> bool:
    """Of two that happened in one moment, the end is the later one."""
    later = HookEvent.objects.filter(reference=event.reference)
    if later.filter(occurred_at__gt=event.occurred_at).exists():
        return True
    ended = later.filter(kind=ENDED, occurred_at=event.occurred_at)
    return event.type == OPENED and ended.exists()


def _open(event: Event) -> HookOutcome:
    order, offer = Order(event.reference, event.email), _offer(event)
    if offer.is_over:
        return HookOutcome.OVER
    if order.is_another_s:
        raise HookRefused(
            "This reference stands for another address. End it there first."
        )
    terms = {
        "source": GrantSource.HOOK,
        "reason": OPENED_BY,
        "reference": event.reference,
    }
    person = order.holder() or Standing([offer.email]).person(offer.email)
    if person is None:
        if order.has_offered(offer):
            return HookOutcome.ALREADY
        _withdraw(order.overtaken_by(offer), OVERTAKEN)
        invite_offer(offer, invited_by=None, **terms)
        return HookOutcome.INVITED
    person = lock_person(person)
    if not person.is_active:
        raise HookRefused("The account with this address is closed.")
    if order.has_opened(offer, person):
        return HookOutcome.ALREADY
    _withdraw(order.overtaken_by(offer), OVERTAKEN)
    open_offer(offer, person, granted_by=None, **terms)
    return HookOutcome.OPENED


def _offer(event: Event) -> Offer:
    circle = Circle.objects.filter(slug=event.circle).first()
    if circle is None:
        raise HookRefused(f"There is no circle {event.circle!r}.")
    happened_on = event.occurred_at.astimezone(ZoneInfo(circle.zone)).date()
    offer = Offer(
        email=event.email,
        name=event.name,
        circle=circle,
        anchor_on=event.anchor_on or happened_on,
        months=months_for(circle) if event.months is None else event.months,
    )
    if offer.why_never:
        raise HookRefused(offer.why_never)
    return offer


def _end(event: Event) -> HookOutcome:
    """End what the order opened or offered. Whatever else is open stays so.

    A letter whose time is over is withdrawn too: a claim could still open it.
    """
    ended = end_order(reference=event.reference, reason=ENDED_BY)
    withdrawn = _withdraw(Order(event.reference).untaken(), ENDED_BY)
    return HookOutcome.ENDED if ended or withdrawn else HookOutcome.NOTHING


def _withdraw(rows: InvitationQuerySet, reason: str) -> int:
    withdrawn = list(rows.select_for_update())
    for invitation in withdrawn:
        invitation.withdrawn_at = clock.now()
        invitation.save(update_fields=["withdrawn_at"])
        record(actor=None, act="invitation_withdrawn", target=invitation, reason=reason)
    return len(withdrawn)
