"""What a person has been told.

A page of notices carries in its forms the moment it was made (`shown_at`), so that
marking as read leaves alone what has come since.
"""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import signed_in
from core.limits import PAGE_DIGITS
from core.saving import best_effort
from notifications import registry
from notifications.models import Notice
from notifications.services import read_state
from notifications.services.listing import page_of_notices


@signed_in
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    only_unread = request.GET.get("show") == "unread"
    before = _key(request.GET.get("before"))
    entries, more = page_of_notices(
        request.access, only_unread=only_unread, before=before
    )
    context = {
        "entries": entries,
        "more": more,
        "only_unread": only_unread,
        "is_first_page": before is None,
        "shown_at": request.access.now.isoformat(),
    }
    return render(request, "notifications/notices/index.html", context)


@signed_in
@require_safe
def open_target(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what a notice is about; arriving there is reading it."""
    notice = get_object_or_404(Notice.objects.visible_to(request.access), pk=pk)
    kind = registry.target(notice.target_kind)
    if kind is None:
        raise Http404("There is no such notice.")
    target = get_object_or_404(kind.visible_to(request.access), pk=notice.target_id)
    if "prefetch" not in request.headers.get("Sec-Purpose", ""):
        with best_effort("notice_not_marked"):
            read_state.mark_read(person=request.user, notice=notice)
    return redirect(kind.url_of(target))


@signed_in
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.visible_to(request.access), pk=pk)
    shown_at = _moment(request.POST.get("shown_at", ""))
    read_state.mark_read(person=request.user, notice=notice, shown_at=shown_at)
    return redirect("notifications:notice_index")


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    shown_at = _moment(request.POST.get("shown_at", ""))
    if shown_at is None:
        messages.info(request, "Nothing has been marked: look at your notices first.")
        return redirect("notifications:notice_index")
    count = read_state.mark_all_read(person=request.user, shown_at=shown_at)
    if count:
        number = "One notice is" if count == 1 else f"{count} notices are"
        messages.success(request, f"{number} marked as read.")
    return redirect("notifications:notice_index")


def _key(raw: str | None) -> int | None:
    if not raw:
        return None
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 2 * PAGE_DIGITS):
        raise Http404("There is no such page.")
    return int(raw)


def _moment(raw: str) -> datetime | None:
    """Nothing as well where it is before the first year or after the last, in UTC."""
    try:
        moment = parse_datetime(raw)
        return moment.astimezone(UTC) if moment and is_aware(moment) else None
    except (ValueError, OverflowError):
        return None
