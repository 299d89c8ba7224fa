"""What an event of a shop does: once, in the order in which things happened."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from access.enums import GrantSource
from access.errors import NothingOpen
from access.models import Circle
from access.services.gate import hold_the_gate
from access.services.grants import end_order
from accounts.errors import AccountsError
from accounts.models import User
from accounts.services.audit import record
from accounts.services.people import lock_person
from core import clock
from onboarding.enums import ShopEventOutcome
from onboarding.errors import WebhookRefused
from onboarding.models import ShopEvent
from onboarding.models.invitation import InvitationQuerySet
from onboarding.services.offers import (
    MONTHS,
    Offer,
    Standing,
    invite_offer,
    months_for,
    open_offer,
)
from onboarding.services.renewing import renew_or_open
from onboarding.services.webhook.orders import Order
from onboarding.services.webhook.parsing import ENDED, RENEWED, Event, parse

AHEAD_AT_MOST = timedelta(minutes=5)
OPENED_BY = "Bought in the shop."
RENEWED_BY = "Renewed in the shop."
ENDED_BY = "The order was ended or paid back."
OVERTAKEN = "The shop told of this order once more."


def receive(body: bytes) -> ShopEvent:
    """Do what a signed body says and write it into the ledger, or neither.

    An event that is known is answered as it was the first time. One that is older
    than the last of its reference changes nothing, and is written down so. Raises
    WebhookRefused for what cannot be done; it leaves no trace and may be sent again.
    """
    event = parse(body)
    if event.occurred_at > clock.now() + AHEAD_AT_MOST:
        raise WebhookRefused("The event has not happened yet, says its occurred_at.")
    with transaction.atomic():
        hold_the_gate()
        known = ShopEvent.objects.filter(event_id=event.id).first()
        if known is None:
            return ShopEvent.objects.create(
                event_id=event.id,
                kind=event.type,
                reference=event.reference,
                occurred_at=event.occurred_at,
                digest=event.digest,
                address=Order(event.reference, event.email).address,
                outcome=_carry_out(event),
            )
    if known.digest != event.digest:
        raise WebhookRefused("Another event came with this id before.")
    return known


def _carry_out(event: Event) -> ShopEventOutcome:
    if _is_older(event):
        return ShopEventOutcome.OLDER
    try:
        return _end(event) if event.type == ENDED else _give(event)
    except AccountsError as error:
        raise WebhookRefused(error.sentence) from error


def _is_older(event: Event) -> bool:
    """Whether something later of its reference was told before.

    Of two that happened in one moment, the end is the later one. Renewals add up in
    any order: an end alone overtakes them.
    """
    told = ShopEvent.objects.filter(reference=event.reference)
    later = told.filter(occurred_at__gt=event.occurred_at)
    if event.type == ENDED:
        return later.exists()
    if event.type == RENEWED:
        later = later.filter(kind=ENDED)
    return (later | told.filter(kind=ENDED, occurred_at=event.occurred_at)).exists()


def _give(event: Event) -> ShopEventOutcome:
    """Open or renew for whoever has the order, or has proved the address."""
    order, offer = Order(event.reference, event.email), _offer(event)
    if order.is_another_s:
        raise WebhookRefused(
            "This reference stands for another address. End it there first."
        )
    person = order.holder() or Standing([offer]).person(offer.email)
    if person is None:
        return _invite(event, order, offer)
    person = lock_person(person)
    if not person.is_active:
        raise WebhookRefused("The account with this address is closed.")
    if event.type == RENEWED:
        return _renew(event, offer, person)
    if offer.is_over:
        return ShopEventOutcome.OVER
    if order.has_opened(offer, person):
        return ShopEventOutcome.ALREADY
    _withdraw(order.overtaken_by(offer), OVERTAKEN)
    open_offer(offer, person, granted_by=None, **_terms(event))
    return ShopEventOutcome.OPENED


def _invite(event: Event, order: Order, offer: Offer) -> ShopEventOutcome:
    if offer.is_over:
        return ShopEventOutcome.OVER
    if event.type != RENEWED:
        if order.has_offered(offer):
            return ShopEventOutcome.ALREADY
        _withdraw(order.overtaken_by(offer), OVERTAKEN)
    invite_offer(offer, invited_by=None, **_terms(event))
    return ShopEventOutcome.INVITED


def _renew(event: Event, offer: Offer, person: User) -> ShopEventOutcome:
    """Each renewal counts: two under one reference are two that were paid."""
    try:
        grant = renew_or_open(
            granted_by=None,
            person=person,
            circle=offer.circle,
            anchor_on=offer.anchor_on,
            months=offer.months,
            reason=RENEWED_BY,
            reference=event.reference,
        )
    except NothingOpen:
        return ShopEventOutcome.OVER
    is_renewed = grant.source == GrantSource.RENEWAL
    return ShopEventOutcome.RENEWED if is_renewed else ShopEventOutcome.OPENED


def _terms(event: Event) -> dict[str, str]:
    is_renewal = event.type == RENEWED
    return {
        "source": GrantSource.RENEWAL if is_renewal else GrantSource.WEBHOOK,
        "reason": RENEWED_BY if is_renewal else OPENED_BY,
        "reference": event.reference,
    }


def _offer(event: Event) -> Offer:
    circle = Circle.objects.by_slug().get(event.circle)
    if circle is None:
        raise WebhookRefused(f"There is no circle {event.circle!r}.")
    offer = Offer(
        email=event.email,
        name=event.name,
        circle=circle,
        anchor_on=event.anchor_on or _happened_on(event, circle.zone),
        months=_months(event, circle),
    )
    if offer.why_never:
        raise WebhookRefused(offer.why_never)
    return offer


def _happened_on(event: Event, zone: str) -> date:
    try:
        return event.occurred_at.astimezone(ZoneInfo(zone)).date()
    except OverflowError as error:
        raise WebhookRefused("Its occurred_at lies before all calendars.") from error


def _months(event: Event, circle: Circle) -> int:
    if event.months is not None:
        return event.months
    return MONTHS if event.type == RENEWED else months_for(circle)


def _end(event: Event) -> ShopEventOutcome:
    """End what the order opened or offered. Whatever else is open stays so.

    A message whose time is over is withdrawn too: a claim could still open it.
    """
    ended = end_order(reference=event.reference, reason=ENDED_BY)
    withdrawn = _withdraw(Order(event.reference).untaken(), ENDED_BY)
    return ShopEventOutcome.ENDED if ended or withdrawn else ShopEventOutcome.NOTHING


def _withdraw(rows: InvitationQuerySet, reason: str) -> int:
    withdrawn = list(rows.select_for_update(no_key=True))
    for invitation in withdrawn:
        invitation.withdrawn_at = clock.now()
        invitation.save(update_fields=["withdrawn_at"])
        record(
            actor=None, action="invitation_withdrawn", target=invitation, reason=reason
        )
    return len(withdrawn)
