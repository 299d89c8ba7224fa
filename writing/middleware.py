"""What was written is kept while its author signs in, and until it has arrived."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect

from core.errors import TooFast
from core.htmx import wants_partial
from core.middleware import refusal
from writing.form_text import FormText
from writing.stash import put

# Said on the sign-in page as on the one that asks for a second proof.
STASHED = (
    "Nothing has been sent yet. What you wrote is kept, "
    "and comes back when you have shown that it is you."
)
# A random name that a script gives to one sending of a form, and how long the cookie
# waits for the page that reads it, in seconds.
RECEIPT = re.compile(r"[a-z0-9]{8,64}", re.ASCII)
RECEIPT_LIFE = 60
SIGN_INS = ("account_login", "account_reauthenticate")


class StashForms:
    """Hold what was posted where the answer is: sign in first, then come back here.

    Whoever decided that need not know of it. The words wait in the session for the
    page at the same path: its form takes them with `writing.stash.pop`, and a page
    that takes nothing shows them above its content.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not asks_to_sign_in(request, response):
            return response
        if request.method == "POST" and FormText.sent(request.POST):
            try:
                put(request, to=request.path, fields=request.POST.dict())
                messages.info(request, STASHED)
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


class FormReceipts:
    """Repeat the receipt of a form that did its work, in a cookie that scripts read.

    A script keeps what was typed on the device until it finds it. Nothing else tells
    a page that took the form from one that something in between made. Stands below
    `StashForms`, to see where an answer leads.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and _did_its_work(request, response):
            receipt = request.POST.get("receipt", "")
            if RECEIPT.fullmatch(receipt):
                response.set_cookie(
                    "receipt",
                    receipt,
                    max_age=RECEIPT_LIFE,
                    samesite="Lax",
                    secure=bool(settings.SESSION_COOKIE_SECURE),
                )
        return response


def _did_its_work(request: HttpRequest, response: HttpResponse) -> bool:
    """Forms that do are answered with a redirect, under htmx also with a part."""
    if response.status_code == 201 or "HX-Redirect" in response:
        return True
    leads_on = 300 <= response.status_code < 400
    return leads_on and not asks_to_sign_in(request, response)
