from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import throttling
from core.limits import SEARCHING
from search.pages import ask


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the reader may see and the words are in, kind by kind."""
    query = request.GET.get("q", "")
    kind = request.GET.get("in", "")
    if query.strip():
        throttling.hit(
            "search",
            request.access.person_id or get_adapter().get_client_ip(request),
            rate=SEARCHING,
            sentence="That was a lot of searching in one minute.",
        )
    answer = ask(request.access, query, kind=kind, page=request.GET.get("page"))
    response = render(request, "search/results/index.html", {"answer": answer})
    response["X-Robots-Tag"] = "noindex"
    return response
