"""The closed door: what a reader meets who may not enter, or no longer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from access import pages, windows
from accounts import registry


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
    context = {
        "what": what,
        "title": title,
        "teaser": teaser,
        "behind": behind,
        "closed_on": access.closed.last_day if access.closed else None,
        "is_paused": pages.is_window_paused(access),
        "opening": windows.opening_of(access),
        "owned_items": registry.owned_items_of(person) if person else [],
    }
    response = render(request, "access/closed_door.html", context, status=403)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response
