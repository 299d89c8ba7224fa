"""The pages for what went wrong. config/urls.py and the settings name them."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string

from writing.form_text import form_text_of, is_from_here


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """The sentence is the one of the policy that said no."""
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, which may be what broke."""
    context = {"request_id": getattr(request, "request_id", "")}
    if request.method == "POST":
        context |= {
            "form_text": form_text_of(request),
            "again": request.get_full_path(),
            "csrf_token": get_token(request),
        }
    html = render_to_string("500.html", context)
    return HttpResponse(html, status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: what was typed is given back, to be sent again.

    Nothing goes out by itself. Only what came from a page of this site gets the
    button; what came from elsewhere is shown to be copied and no more.
    """
    again = request.get_full_path() if is_from_here(request) else ""
    return render(request, "csrf.html", {"again": again}, status=403)
