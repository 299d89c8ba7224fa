"""Your access: what is open to you, until when, and what stays."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access import calendar, pages, registry, windows
from access.access import Access
from access.enums import CircleKind
from access.models import Grant
from access.services.window_notices import notice_days
from accounts.decorators import signed_in
from accounts.registry import owned_items_of


def _grants_of(access: Access) -> list[Grant]:
    """The ledger as it stood at the moment of `access`, which may lie in the past."""
    grants = Grant.objects.filter(person=access.person_id).known_at(access.now)
    rows = grants.by_start().select_related("circle", "granted_by")
    return [grant.as_of(access.now) for grant in rows]


def _window_of(access: Access, grants: list[Grant]) -> windows.WindowView | None:
    """The open window, counted from the start of the unbroken span behind it."""
    spans = [
        (grant.starts_at, grant.ends_at)
        for grant in grants
        if grant.circle.kind == CircleKind.COMMUNITY and not grant.is_revoked
    ]
    started_at = calendar.covered_since(spans, access.now)
    return windows.view_of(access, started_at) if started_at else None


@signed_in
def detail(request: HttpRequest) -> HttpResponse:
    """Open to everyone who is signed in, also when the window is closed."""
    person = request.access.person
    grants = _grants_of(request.access)
    window = _window_of(request.access, grants)
    context = {
        "grants": grants,
        "window": window,
        "first": registry.own_parts("first", request.access),
        "is_paused": pages.is_window_paused(request.access),
        "opening": windows.opening_of(request.access),
        "notice_days": notice_days(request.access, window) if window else [],
        "owned_items": owned_items_of(person),
        "closings": registry.closings_for(request.access),
        "last": registry.own_parts("last", request.access),
    }
    return render(request, "access/access/detail.html", context)


@signed_in
def calendar_file(request: HttpRequest) -> HttpResponse:
    window = _window_of(request.access, _grants_of(request.access))
    if window is None:
        raise Http404("There is no window with an end.")
    content = windows.calendar_file(
        window,
        made_at=request.access.now,
        uid=f"window-{request.access.person_id}@{request.get_host()}",
        site=settings.SITE_NAME,
        url=request.build_absolute_uri(reverse("access:access_detail")),
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="crossroads-window.ics"'
    return response
