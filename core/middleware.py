"""Known failures that left a view become the page that says what to do."""

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
