"""What was written is kept while its author signs in."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect

from core.errors import TooFast
from core.htmx import wants_partial
from core.middleware import refusal
from writing.kept import keep
from writing.words import Words

# Said on the sign-in page as on the one that asks for a second proof.
KEPT = (
    "Nothing has been sent yet. What you wrote is kept, "
    "and comes back when you have shown that it is you."
)
SIGN_INS = ("account_login", "account_reauthenticate")


class KeepsWords:
    """Hold what was posted where the answer is: sign in first, then come back here.

    Whoever decided that need not know of it. The words wait in the session for the
    page at the same path: its form takes them with `writing.kept.take`, and a page
    that takes nothing shows them above its content.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not asks_to_sign_in(request, response):
            return response
        if request.method == "POST" and Words.sent(request.POST):
            try:
                keep(request, to=request.path, fields=request.POST.dict())
                messages.info(request, KEPT)
            except TooFast as limit:
                return refusal(request, limit)
        if wants_partial(request):
            return HttpResponseClientRedirect(response["Location"])
        return response


def asks_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether it leads away to sign in and, after that, back to this address."""
    place = urlsplit(response.headers.get("Location", ""))
    if place.path not in map(resolve_url, SIGN_INS):
        return False
    after = parse_qs(place.query).get("next", [""])[0]
    return urlsplit(after).path == request.path
