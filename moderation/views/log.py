"""The public log: what moderators do, without anybody's name or words."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.limits import PAGE_DIGITS
from moderation import registry
from moderation.models import LogEntry

ENTRIES_A_PAGE = 50
KINDS = {"user": "member", "case": "something that is gone"}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    entries = LogEntry.objects.select_related("rule").order_by("-pk")
    before = request.GET.get("before", "")
    if before:
        if not (
            before.isascii() and before.isdigit() and len(before) <= 2 * PAGE_DIGITS
        ):
            raise Http404("There is no such page.")
        entries = entries.filter(pk__lt=int(before))
    found = list(entries[: ENTRIES_A_PAGE + 1])
    page = found[:ENTRIES_A_PAGE]
    context = {
        "rows": [{"entry": entry, "kind": _kind(entry.target_kind)} for entry in page],
        "more": page[-1].pk if len(found) > ENTRIES_A_PAGE else None,
        "is_first_page": not before,
    }
    return render(request, "moderation/log/index.html", context)


def _kind(key: str) -> str:
    kind = registry.reportable(key)
    return kind.label if kind else KINDS.get(key, key)
