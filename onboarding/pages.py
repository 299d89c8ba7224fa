"""Invitations that stand open: for organisers, and for whom they are."""

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from access.pages import Page, page_by_key
from accounts.models import User
from core import clock
from core.limits import INVITATIONS_A_PAGE
from core.pasted import spellings
from onboarding.models import Invitation


def page_of_invitations(*, before: int | None) -> Page[Invitation]:
    """Those that stand open: a list of graduates brings a thousand at once."""
    rows = Invitation.objects.open_at(clock.now()).select_related("circle")
    return page_by_key(rows, before, most=INVITATIONS_A_PAGE)


def offered_to(person: User) -> QuerySet[Invitation]:
    """What is offered to the addresses of an account, with `is_proved`: whether its
    person can take it.
    """
    addresses = EmailAddress.objects.filter(user=person)
    proved = dict(addresses.values_list("email", "verified"))
    names = {one for email, yes in proved.items() if yes for one in spellings(email)}
    rows = Invitation.objects.open_at(clock.now()).to([person.email, *proved])
    rows = rows.annotate(is_proved=Q(email__in=names))
    return rows.select_related("circle", "invited_by").order_by("pk")
