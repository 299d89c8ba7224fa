"""What an order of a shop stands for: whose it is, what it has opened and offers.

Each order writes rows of its own, also where another one gives the same place: so
the end of one leaves to a person what the other has paid for.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from access.models import Grant
from access.models.grant import GrantQuerySet
from accounts.models import User
from core import clock
from onboarding.enums import ShopEventOutcome
from onboarding.models import Invitation, ShopEvent
from onboarding.models.invitation import InvitationQuerySet
from onboarding.services.offers import Offer

# What an event did for the address that it named.
GAVE = {
    ShopEventOutcome.OPENED,
    ShopEventOutcome.INVITED,
    ShopEventOutcome.RENEWED,
    ShopEventOutcome.ALREADY,
}


@dataclass(frozen=True)
class Order:
    """An order, and the address that the shop names for it, in small letters."""

    reference: str
    email: str = ""

    @property
    def address(self) -> str:
        """What the ledger of events keeps of the address."""
        if not self.email:
            return ""
        return sha256(f"{self.reference} {self.email}".encode()).hexdigest()

    @property
    def is_another_s(self) -> bool:
        """Whether it stands for another address, and something of it is alive.

        Its person may have taken it under an address of their own, or have changed
        theirs: the shop's customer is the same one as long as the shop says so.
        """
        if not (self.opened().exists() or self.offered().exists()):
            return False
        told = self._told().order_by("-occurred_at", "-pk").first()
        return told.address != self.address if told else not self._was_written_to()

    def holder(self) -> User | None:
        """Who has what it opened, under whatever address.

        What ran out counts as long as no other address ever stood for it.
        """
        rows = self.opened()
        if not self._told().exclude(address=self.address).exists():
            rows = rows | Grant.objects.standing().filter(reference=self.reference)
        rows = rows.filter(person__is_active=True).select_related("person")
        grant = rows.order_by("-pk").first()
        return grant.person if grant else None

    def opened(self) -> GrantQuerySet:
        """What is open of it, will open, or is paused."""
        lasts = Q(ends_at=None) | Q(ends_at__gt=clock.now())
        is_paused = Q(paused_days__isnull=False, resumed_by=None)
        rows = Grant.objects.filter(reference=self.reference)
        return rows.filter(Q(revoked_at=None) & lasts | is_paused)

    def untaken(self) -> InvitationQuerySet:
        """What it offered, as long as a claim could still open it."""
        rows = Invitation.objects.filter(reference=self.reference)
        return rows.filter(claimed_at=None, withdrawn_at=None)

    def offered(self) -> InvitationQuerySet:
        """What can be taken of it by its link."""
        return self.untaken().filter(expires_at__gt=clock.now())

    def overtaken_by(self, offer: Offer) -> InvitationQuerySet:
        """What must not be opened by a claim beside a place that is given now."""
        same = Q(circle=offer.circle, anchor_on=offer.anchor_on, months=offer.months)
        return self.untaken().filter(same | ~Q(email=offer.email))

    def has_opened(self, offer: Offer, person: User) -> bool:
        rows = self.opened().filter(person=person, circle=offer.circle)
        if not offer.months:
            return rows.filter(ends_at=None).exists()
        return rows.filter(anchor_on=offer.anchor_on, months=offer.months).exists()

    def has_offered(self, offer: Offer) -> bool:
        terms: dict[str, Any] = {
            "email": offer.email,
            "circle": offer.circle,
            "anchor_on": offer.anchor_on,
            "months": offer.months,
        }
        return self.offered().filter(**terms).exists()

    def _told(self) -> Any:
        """The events that gave something to an address, where it was kept."""
        rows = ShopEvent.objects.filter(reference=self.reference, outcome__in=GAVE)
        return rows.exclude(address="")

    def _was_written_to(self) -> bool:
        """For orders from before addresses were kept: is it one that they know?"""
        invited = Invitation.objects.filter(reference=self.reference)
        proved = EmailAddress.objects.filter(verified=True).annotate(
            lower=Lower("email")
        )
        holds = self.opened().filter(person=OuterRef("user"))
        return (
            invited.filter(email=self.email).exists()
            or proved.filter(Exists(holds), lower=self.email).exists()
        )
