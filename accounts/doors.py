"""The closed door: what a reader meets who may not enter, or no longer."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import calendar, registry
from accounts.models import Circle, Grant, User


def closed_door(
    request: HttpRequest,
    *,
    what: str,
    title: str = "",
    teaser: str = "",
    behind: str = "",
) -> HttpResponse:
    """The 403 page at the address itself: never indexed, never cached.

    `what` names the kind of thing ("thread", "category"), `title` and `teaser`
    are given only where the category's rule shows them, `behind` names the room.
    """
    access = request.access
    person = access.person if access.is_signed_in else None
    closed_at, closed_on = _closing(person) if person else (None, None)
    context = {
        "what": what,
        "title": title,
        "teaser": teaser,
        "behind": behind,
        "closed_at": closed_at,
        "closed_on": closed_on,
        "belongings": registry.belongings_of(person) if person else [],
    }
    response = render(request, "accounts/closed_door.html", context, status=403)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


def _closing(person: User) -> tuple[datetime | None, date | None]:
    """When the last community window ended or was revoked, and its last day there."""
    grants = Grant.objects.filter(person=person, circle=Circle.objects.community())
    ends = [
        (end, grant.zone)
        for grant in grants
        if (end := grant.revoked_at or grant.ends_at)
    ]
    if not ends:
        return None, None
    closed_at, zone = max(ends)
    return closed_at, calendar.last_day_before(closed_at, zone)
