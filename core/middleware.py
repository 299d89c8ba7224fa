"""What stands between a view and its answer: failures, and pages in place of parts."""

from collections.abc import Callable
from math import ceil

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock
from core.errors import Changed, Gone, TooFast


class ErrorAnswers:
    """Turn TooFast into 429, Changed into 409 and Gone into 410."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        if isinstance(error, TooFast):
            response = render(request, "429.html", {"error": error}, status=429)
            wait = (error.retry_at - clock.now()).total_seconds()
            response["Retry-After"] = str(max(1, ceil(wait)))
            return response
        if isinstance(error, Changed):
            return render(request, "409.html", {"error": error}, status=409)
        if isinstance(error, Gone):
            return render(request, "410.html", {"error": error}, status=410)
        return None


class WholePages:
    """A whole page that answers a request for a part takes the place of the content.

    It is what no view of parts made: a missing token, a closed door, a limit. Without
    this, a page would stand inside the page that asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "HX-Request" in request.headers and _is_page(response):
            response["HX-Retarget"] = response["HX-Reselect"] = "#main"
            response["HX-Reswap"] = "outerHTML show:top"
        return response


def _is_page(response: HttpResponse) -> bool:
    return not response.streaming and response.content.startswith(b"<!doctype html")
