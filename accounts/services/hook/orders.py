"""What an order of a shop stands for: what it has opened and what it offers.

Each order writes rows of its own, also where another one gives the same place: so
the end of one leaves to a person what the other has paid for.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts.models import Grant, Invitation, User
from accounts.models.grant import GrantQuerySet
from accounts.models.invitation import InvitationQuerySet
from accounts.services.bringing import Offer
from core import clock


@dataclass(frozen=True)
class Order:
    reference: str

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
