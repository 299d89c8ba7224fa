"""The queue: what waits for a moderator."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.decorators import moderators_only
from moderation.services import queue

WORDS = {"": "All", queue.FLAGS: "Flags", queue.HELD: "Held"}


@moderators_only
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    show = request.GET.get("show", "")
    if show not in queue.SHOWS:
        raise Http404("There is no such part of the queue.")
    counts = queue.counts(request.access)
    chips = [
        {"label": WORDS[key], "key": key, "count": count, "is_on": key == show}
        for key, count in counts.items()
    ]
    context = {
        "rows": queue.waiting(request.access, show),
        "chips": chips,
        "total": counts[""],
    }
    return render(request, "moderation/queue/index.html", context)
