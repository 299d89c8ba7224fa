"""What of coming in stands on the pages of access."""

from access.access import Access
from accounts.models import User
from accounts.registry import Section
from core.limits import ROWS_A_PAGE
from onboarding.models import AccessRequest
from onboarding.pages import offered_to
from onboarding.services.invitations import waiting_for


def offered_part(access: Access) -> Section | None:
    """What a reader can take, at the moment of their access."""
    assert isinstance(access.person, User)
    offered = waiting_for(access.person, access.now).select_related("circle")
    template = "onboarding/invitations/_offered.html"
    return Section(template, {"offered": offered}) if offered else None


def asked_part(access: Access) -> Section | None:
    """What a reader asked the organisers, and the answers."""
    rows = AccessRequest.objects.filter(person=access.person_id)
    asked = rows.select_related("answered_by").order_by("-created_at")[:ROWS_A_PAGE]
    template = "onboarding/requests/_asked.html"
    return Section(template, {"asked": asked}) if asked else None


def offered_to_person_part(person: User) -> Section | None:
    """What is offered to somebody, for the organisers."""
    offered = offered_to(person)
    template = "onboarding/organise/_offered.html"
    context = {"person": person, "offered": offered}
    return Section(template, context) if offered else None
