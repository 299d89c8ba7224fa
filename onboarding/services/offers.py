"""What already stands for people who are brought in by a file or by a shop.

Both ask the same question of an offer: is it here already? And both hold one lock
while they ask and write, so that a file and a shop at once open one window.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from access import calendar
from access.enums import CircleKind
from access.errors import MomentOutOfRange
from access.models import Circle, Grant
from access.services.grants import ledger, moves, notifying, open_for_life, open_window
from access.services.grants.place import Move, Place
from accounts.models import User
from core import clock
from core.pasted import canonical, spellings
from onboarding.models import Invitation
from onboarding.services.account_mail import send_invitation
from onboarding.services.invitations import drafted, new_token, write_drafted

MONTHS = 12
AHEAD_AT_MOST = timedelta(days=366)


# A person, a circle, the anchor of a window (none for life), its months.
Key = tuple[int, int, date | None, int]
# The fingerprint of a circle and an address, the anchor, the months.
OpenedKey = tuple[str, date | None, int]


@dataclass(frozen=True)
class Offer:
    """A place in a circle for whoever has proved an address, in small letters."""

    email: str
    name: str
    circle: Circle
    anchor_on: date
    months: int

    @property
    def ends_at(self) -> datetime | None:
        if not self.months:
            return None
        return calendar.window_end(
            self.anchor_on, months=self.months, zone=self.circle.zone
        )

    @property
    def fingerprint(self) -> str:
        """What the ledger keeps of the address that a place was offered to."""
        return sha256(f"{self.circle.pk} {self.email}".encode()).hexdigest()

    @property
    def is_over(self) -> bool:
        return self.ends_at is not None and self.ends_at <= clock.now()

    @property
    def why_never(self) -> str:
        """Why no calendar should take this; empty where one can."""
        try:
            _ends_at = self.ends_at
        except MomentOutOfRange as error:
            return error.sentence
        if self.anchor_on > clock.now().date() + AHEAD_AT_MOST:
            return "The day lies more than a year ahead."
        return ""

    @property
    def why_over(self) -> str:
        if not self.is_over:
            return ""
        assert self.ends_at
        last_day = calendar.last_day_before(self.ends_at, self.circle.zone)
        return f"This window was over on {last_day:%-d %B %Y} already."


def months_for(circle: Circle) -> int:
    """What an offer lasts that does not say so: recordings are for life."""
    return 0 if circle.kind == CircleKind.RECORDINGS else MONTHS


class Standing:
    """Who has proved which address, and the places that they have or are offered."""

    def __init__(
        self, offers: Iterable[Offer], locked: dict[int, User] | None = None
    ) -> None:
        offers, locked = list(offers), locked or {}
        emails = {offer.email for offer in offers}
        spelled = {one for email in emails for one in spellings(email)}
        addresses = EmailAddress.objects.filter(verified=True)
        proved = addresses.annotate(lower=Lower("email")).filter(lower__in=spelled)
        self._people: dict[str, User] = {
            canonical(address.lower): locked.get(address.user_id, address.user)
            for address in proved.select_related("user")
        }
        self._grants, self._opened = self._load_grants(offers)
        self._invitations = self._load_invitations(emails)

    def person(self, email: str) -> User | None:
        return self._people.get(email)

    def had(self, offer: Offer) -> bool:
        """Whether the place was opened already, even where it was ended by hand.

        For whoever has proved the address now, or had when it was offered.
        """
        day = offer.anchor_on if offer.months else None
        if (offer.fingerprint, day, offer.months) in self._opened:
            return True
        person = self._people.get(offer.email)
        return bool(
            person and (person.pk, offer.circle.pk, day, offer.months) in self._grants
        )

    def is_offered(self, offer: Offer) -> bool:
        """Whether an invitation to the same place is open, or was taken."""
        key = (offer.email, offer.circle.pk, offer.anchor_on, offer.months)
        return key in self._invitations

    def _load_grants(self, offers: list[Offer]) -> tuple[set[Key], set[OpenedKey]]:
        """What a shop took back does not count: a file may open it again.

        Days that were added are no place of their own.
        """
        prints = {offer.fingerprint for offer in offers}
        theirs = Q(person__in=self._people.values()) | Q(offered_to__in=prints)
        rows = Grant.objects.filter(theirs).exclude(months=0, ends_at__isnull=False)
        found = [
            grant
            for grant in rows.select_related("resumed_by")
            if not grant.reference or not grant.is_revoked or grant.is_paused
        ]
        return {
            (grant.person_id, grant.circle_id, grant.anchor_on, grant.months)
            for grant in found
        }, {(grant.offered_to, grant.anchor_on, grant.months) for grant in found}

    def _load_invitations(self, emails: set[str]) -> set[tuple[str, int, date, int]]:
        """Open ones, and those taken, but for what a shop took back since."""
        standing = Grant.objects.standing().filter(reference=OuterRef("reference"))
        taken = Q(claimed_at__isnull=False) & (Q(reference="") | Exists(standing))
        rows = Invitation.objects.to(emails)
        alive = rows.open_at(clock.now()) | rows.filter(taken)
        found = alive.values_list("email", "circle_id", "anchor_on", "months")
        return {
            (canonical(email), circle, day, months)
            for email, circle, day, months in found
        }


Landed = Sequence[tuple[Offer, User]]


def open_offers(landed: Landed, *, granted_by: User, source: str, reason: str) -> None:
    """Open many places whose right was settled before. The people's rows are locked.

    Each row names the address by its fingerprint: the same offer to the same address,
    which may be nobody's by then, is known again.
    """
    places: dict[tuple[int, int], Place] = {}
    for circle in dict.fromkeys(offer.circle for offer, _ in landed):
        people = [person for offer, person in landed if offer.circle == circle]
        for pk, place in ledger.places_of(people, circle).items():
            places[pk, circle.pk] = place
    moves = []
    for offer, person in landed:
        key = (person.pk, offer.circle.pk)
        move = _opened(places[key], offer, source)
        places[key] = move.then
        for row in move.adds:
            row.offered_to = offer.fingerprint
        moves.append(move)
    ledger.write(moves, by=granted_by, reason=reason)
    notifying.notify(moves)


def _opened(place: Place, offer: Offer, source: str) -> Move:
    if not offer.months:
        return moves.open_for_life(place, source=source)
    return moves.open_window(
        place, anchor_on=offer.anchor_on, months=offer.months, source=source
    )


def open_offer(
    offer: Offer,
    person: User,
    *,
    granted_by: User | None,
    source: str,
    reason: str,
    reference: str = "",
) -> Grant:
    """Open a place whose right was settled before. The person's row is locked."""
    terms: dict[str, Any] = {
        "granted_by": granted_by,
        "person": person,
        "circle": offer.circle,
        "source": source,
        "reason": reason,
        "reference": reference,
    }
    if not offer.months:
        return open_for_life(**terms)
    return open_window(anchor_on=offer.anchor_on, months=offer.months, **terms)


def invite_offer(
    offer: Offer,
    *,
    invited_by: User | None,
    source: str,
    reason: str,
    reference: str = "",
) -> Invitation:
    """Write the invitation and its message. The right was settled before."""
    token = new_token()
    invitation = drafted_offer(
        offer,
        token=token,
        invited_by=invited_by,
        source=source,
        reason=reason,
        reference=reference,
    )
    write_drafted([invitation])
    send_invitation(invitation, token)
    return invitation


def drafted_offer(offer: Offer, **terms: Any) -> Invitation:
    """The invitation of an offer, not written yet."""
    return drafted(
        email=offer.email,
        name=offer.name,
        circle=offer.circle,
        anchor_on=offer.anchor_on,
        months=offer.months,
        **terms,
    )
