from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.pages import is_window_paused
from access.windows import opening_of
from forum.pages.caching import cached_for_visitors
from forum.pages.newcomers import newcomer_of
from pages import front
from stories.policies import can_tell_story


def _stamp(request: HttpRequest) -> tuple[object, ...]:
    return front.visitor_versions()


@require_safe
@cached_for_visitors(_stamp)
def index(request: HttpRequest) -> HttpResponse:
    access = request.access
    context = {
        "front": front.load(access),
        "gate": settings.GATE_MODE,
        "may_tell": can_tell_story(access),
        "is_paused": is_window_paused(access),
        "opening": opening_of(access),
        "newcomer": newcomer_of(access),
    }
    return render(request, "pages/home.html", context)
