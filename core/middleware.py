"""What stands between a view and its answer: failures, and pages in place of parts."""

from collections.abc import Callable

import structlog
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from core.errors import Changed, Gone, TooFast
from core.saving import cannot_save

log = structlog.get_logger()

UNSAVED = "Nothing can be saved at this moment."
RETRY_AFTER = "60"


class ErrorResponses:
    """Turn TooFast into 429, Changed into 409 and Gone into 410, and give 405 a page.

    Whoever had to sign in before an act comes back to its address without a form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            page = render(request, "405.html", status=405)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        if isinstance(error, tuple(PAGES)):
            return refusal(request, error)
        return unsaved(request) if cannot_save(error) else None


PAGES = {TooFast: 429, Changed: 409, Gone: 410}


def refusal(request: HttpRequest, error: Exception) -> HttpResponse:
    """The page of a known failure. It gives the words of its form back."""
    status = next(code for kind, code in PAGES.items() if isinstance(error, kind))
    response = render(request, f"{status}.html", {"error": error}, status=status)
    if isinstance(error, TooFast):
        response["Retry-After"] = error.wait
    return response


def unsaved(request: HttpRequest) -> HttpResponse | None:
    """The page for it, with the words; None where not even a page can be had."""
    log.exception("cannot_save")
    if request.method != "POST":
        return None
    try:
        response = render(request, "503.html", {"sentence": UNSAVED}, status=503)
    except DatabaseError:
        return None
    response["Retry-After"] = RETRY_AFTER
    return response


class WholePages:
    """A whole page that answers a request for a part takes the place of the content.

    It is what no view of parts made: a missing token, a closed door, a limit. Without
    this, a page would stand inside the page that asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_part = "HX-Request" in request.headers and "HX-Reswap" not in response
        if is_part and _is_page(response):
            response["HX-Retarget"] = response["HX-Reselect"] = "#main"
            response["HX-Reswap"] = "outerHTML show:top"
        return response


def _is_page(response: HttpResponse) -> bool:
    return not response.streaming and response.content.startswith(b"<!doctype html")
