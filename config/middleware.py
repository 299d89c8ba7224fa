"""What is decided of a request before any room sees it."""

import re
from collections.abc import Callable
from typing import cast

import structlog
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import BadRequest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property

from core import limits
from core.addresses import client_address
from core.middleware import unsaved
from core.registry import upload_at
from core.saving import cannot_save

Handler = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger()
SAFE = ("GET", "HEAD")

NEVER_KEPT = ("/me/", "/organise/", "/moderation/")
WRITTEN_IN = re.compile(rb"<textarea\b|<input type=\"text\"")
LENGTH = re.compile(r"\d{1,18}", re.ASCII)
OWN_POLICY = {"_csp_config", "_csp_update", "_csp_replace", "_csp_exempt"}


class ContentPolicy(CSPMiddleware):
    """django-csp, which writes the policy anew only where a page has its own.

    There is no `request.csp_nonce`: a page that is kept could not have one.
    """

    def process_request(self, request: HttpRequest) -> None:
        pass

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if settings.DEBUG or not OWN_POLICY.isdisjoint(vars(response)):
            return super().process_response(request, response)
        response.setdefault(HEADER, self.usual)
        return response

    @cached_property
    def usual(self) -> str:
        return build_policy()


class Sessions(SessionMiddleware):
    """Django's own, which takes no page that is only read.

    Where the database takes nothing, what a page notes in the session is lost, and the
    page is shown. What was posted and waits in the session for a sign-in would be lost
    as well: its words are given back.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except DatabaseError as error:
            if not cannot_save(error):
                raise
            if request.method in SAFE:
                log.warning("session_not_saved", exc_info=True)
                return response
            # What the answer was going to say of the form has not come about.
            vars(request).pop("_messages", None)
            if (answer := unsaved(request)) is None:
                raise
            return answer


class Compressed(GZipMiddleware):
    """Pages, compressed where no front server does it, with padding of random length.

    The padding hides how well what a stranger put into an address goes with what the
    page holds (BREACH). What shows a secret itself is not compressed at all: it is
    said to be stored by nobody. Nor is what is streamed: films, and files of others.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.status_code == 304:
            # As it would be said of the page itself.
            patch_vary_headers(response, ("Accept-Encoding",))
        is_page = response.get("Content-Type", "").startswith("text/html")
        is_secret = "no-store" in response.get("Cache-Control", "")
        if response.streaming or not is_page or is_secret:
            return response
        return super().process_response(request, cast(HttpResponse, response))


class Traced:
    """Give the answer the id under which the logs speak of its request.

    The address of the client is read from X-Forwarded-For only as far as
    proxies of our own wrote it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = structlog.contextvars.get_contextvars()
        request.request_id = known["request_id"]
        structlog.contextvars.bind_contextvars(ip=client_address(request))
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class Unkept:
    """Say of every answer that nobody between keeps it; of some, that nobody does.

    Browsers may keep a page to go back to, and ask each time before they show it as
    new: also a redirect to a title, and what is not there. Pages of one's own and of
    the desks are not kept even there, but for those in which somebody writes: going
    back to one must find the words.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            is_own = request.path_info.startswith(NEVER_KEPT)
            is_kept = not is_own or _is_written_in(response)
            response["Cache-Control"] = (
                f"private, {'no-cache' if is_kept else 'no-store'}"
            )
        return response


def _is_written_in(response: HttpResponse) -> bool:
    return not response.streaming and bool(WRITTEN_IN.search(response.content))


class Measured:
    """Refuse what is too long before a byte of it is read."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.get_full_path()) > limits.ADDRESS_MAX:
            sentence = "That address is longer than any of this site."
            return render(request, "413.html", {"sentence": sentence}, status=414)
        # PostgreSQL takes a NUL byte in no text, and no path of ours has one.
        if "\x00" in request.path_info:
            raise BadRequest("The address holds a NUL byte.")
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not LENGTH.fullmatch(announced):
            raise BadRequest("The length of the body is not the number of its bytes.")
        if int(announced) > allowed_length(request):
            return render(request, "413.html", status=413)
        return self.get_response(request)


def allowed_length(request: HttpRequest) -> int:
    """How long a body may be from this reader at this address.

    Files are for who is signed in, and longer ones for whom their address takes them
    from; from everyone else a body that could hold one is refused unread. What is
    short enough for a form of words is read, because a refusal gives words back.
    """
    if request.content_type != "multipart/form-data":
        return limits.BODY_MAX
    if upload := upload_at(request.path_info):
        return upload.limit(request)
    may_upload = request.access.is_signed_in
    return limits.BODY_WITH_FILES_MAX if may_upload else limits.BODY_MAX
