from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from forum.reading.caching import kept_for_visitors
from pages import front

HIDDEN = "window_notice_hidden"


def _stamp(request: HttpRequest) -> tuple[object, ...]:
    return front.visitor_versions()


@require_safe
@kept_for_visitors(_stamp)
def index(request: HttpRequest) -> HttpResponse:
    access = request.access
    context = {"front": front.load(access), "gate": settings.GATE_MODE}
    if access.is_signed_in:
        context["own_line"] = front.own_line(access)
        closing = front.closing_of(access)
        if closing and _is_shown(request, closing):
            context["closing"] = closing
    return render(request, "pages/home.html", context)


def _is_shown(request: HttpRequest, closing: front.Closing) -> bool:
    """Hidden once, it comes back with the next milestone."""
    hidden = request.session.get(HIDDEN)
    mine = [closing.last_day.isoformat(), closing.milestone]
    return hidden != mine or closing.milestone == 0


@require_POST
def hide_window_notice(request: HttpRequest) -> HttpResponse:
    closing = front.closing_of(request.access)
    if closing is not None:
        request.session[HIDDEN] = [closing.last_day.isoformat(), closing.milestone]
    return redirect("pages:home")
