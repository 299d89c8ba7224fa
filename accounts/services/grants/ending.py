"""Ending places: one, all that a person has in a circle, or what an order opened."""

from django.db import transaction
from django.db.models import Q

from accounts import notices
from accounts.access import Access
from accounts.errors import NothingOpen
from accounts.models import Circle, Grant, User
from accounts.policies import can_run_place
from accounts.services.grants import ledger
from accounts.services.people import lock_person
from core import clock
from core.verdicts import enforce


def revoke_grant(*, organiser: User, grant: Grant, reason: str) -> Grant:
    """End one grant now. The row stays, with who ended it and why; once is enough."""
    with transaction.atomic():
        person = lock_person(grant.person)
        enforce(can_run_place(Access.of(organiser)))
        grant = Grant.objects.select_related("circle").get(pk=grant.pk)
        if not grant.is_revoked:
            before = notices.window_of(person, grant.circle)
            ledger.revoke(grant, organiser, reason)
            ledger.note(organiser, "grant_revoked", grant, reason)
            notices.tell_revoked(person, grant.circle, before, reason)
    return grant


def revoke_all(
    *, organiser: User, person: User, circle: Circle, reason: str
) -> list[Grant]:
    """End every place that a person has or would have in one circle, and no other.

    Raises NothingOpen where there is none.
    """
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_run_place(Access.of(organiser)))
        standing = Grant.objects.standing().filter(person=person, circle=circle)
        live = list(standing.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now())))
        if not live:
            raise NothingOpen("There is no open window here.")
        before = notices.window_of(person, circle)
        for grant in live:
            ledger.revoke(grant, organiser, reason)
            ledger.note(organiser, "grant_revoked", grant, reason)
        notices.tell_revoked(person, circle, before, reason)
    return live


def end_order(*, reference: str, reason: str) -> list[Grant]:
    """End what one order of a shop opened, and nothing else. Nobody's act.

    A pause of it is not resumed any more.
    """
    with transaction.atomic():
        of_order = Grant.objects.filter(reference=reference).exclude(reference="")
        ended = []
        holders = User.objects.filter(pk__in=of_order.values("person")).order_by("pk")
        for person in list(holders.select_for_update(no_key=True)):
            own = of_order.filter(person=person)
            own.filter(resumed_by=None).update(paused_days=None)
            live = own.standing().filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()))
            for grant in live.select_related("circle"):
                before = notices.window_of(person, grant.circle)
                ledger.revoke(grant, None, reason)
                ledger.note(None, "grant_revoked", grant, reason)
                notices.tell_revoked(person, grant.circle, before, reason)
                ended.append(grant)
    return ended
