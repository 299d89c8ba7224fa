"""The requests of an organiser who sees the site as a member would at a moment.

Such a request has the member's access and zone under a moved clock. It runs in a
transaction that is always undone, on a copy of the session, and past every cache:
whatever a page does when it is read, it leaves no trace. Words are those of today;
the doors are those of the moment.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.urls import Resolver404, get_resolver, resolve, reverse
from django.utils import timezone

from access import registry
from access.access import Access
from access.services import seeing as services
from access.services.seeing import Seeing
from accounts.models import User
from core import clock, looking

KEY = "seeing"
SAFE = {"GET", "HEAD"}
READ_ONLY = "You are seeing the site as someone else: nothing can be sent from here."
IS_PRIVATE = (
    "This page is not shown while you see the site as someone else. "
    "It may hold what is the member’s alone."
)
IS_OVER = "You no longer see the site as someone else, so this was not sent."

Handler = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Bar:
    """What every page says meanwhile."""

    person: User
    moment: datetime
    minutes_left: int


class SeeingMiddleware:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seeing = kept(request) if request.session.session_key else None
        if seeing is None:
            return self.get_response(request)
        # Who was refused at the gate meanwhile has no row any more.
        gone = User(pk=seeing.person, is_active=False)
        person = User.objects.filter(pk=seeing.person).first() or gone
        then = services.access_at(person, seeing.moment)
        today = Access.of(person)
        if why := services.why_over(seeing, request.access, then, today):
            stop(request, seeing, how=why)
            messages.info(request, f"You see the site as yourself again: {why}.")
            if request.method in SAFE or is_stop(request):
                return self.get_response(request)
            return refused(request, IS_OVER)
        request.seeing = Bar(person, seeing.moment, minutes_left(seeing))
        if is_stop(request):
            return self.get_response(request)
        return self.look(request, seeing.moment, person, then)

    def look(
        self, request: HttpRequest, moment: datetime, person: User, then: Access
    ) -> HttpResponse:
        own = request.user, request.access, request.session
        request.user, request.access = person, then
        request.session = type(request.session)(request.session.session_key)
        try:
            with (
                clock.at(moment),
                looking.only(),
                timezone.override(ZoneInfo(person.zone)),
                transaction.atomic(),
            ):
                response = self.answer(request)
                transaction.set_rollback(True)
        finally:
            request.user, request.access, request.session = own
        response["Cache-Control"] = "private, no-store"
        return response

    def answer(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE:
            return refused(request, READ_ONLY)
        if not is_shown(request):
            return refused(request, IS_PRIVATE)
        return self.get_response(request)


def keep(request: HttpRequest, seeing: Seeing) -> None:
    """From the next request on. Forms of before are not sent after, nor back."""
    request.session[KEY] = {
        "entry": seeing.entry,
        "organiser": seeing.organiser,
        "person": seeing.person,
        "moment": seeing.moment.isoformat(),
        "began_at": seeing.began_at.isoformat(),
    }
    rotate_token(request)


def kept(request: HttpRequest) -> Seeing | None:
    """What this session sees, if it is still the session of who began it."""
    words = request.session.get(KEY)
    if not words or words["organiser"] != request.user.pk:
        return None
    moments = {
        name: datetime.fromisoformat(words[name]) for name in ("moment", "began_at")
    }
    return Seeing(**words | moments)


def stop(request: HttpRequest, seeing: Seeing, *, how: str) -> None:
    services.end(seeing=seeing, how=how)
    request.session.pop(KEY, None)
    rotate_token(request)


def is_stop(request: HttpRequest) -> bool:
    return request.path == reverse("access:organise_see_stop")


def is_shown(request: HttpRequest) -> bool:
    """What is not there at all may be told of: the answer is the same for everyone."""
    try:
        return resolve(request.path_info).view_name in registry.view_as_pages()
    except Resolver404:
        return True


def minutes_left(seeing: Seeing) -> int:
    return max(1, ceil((seeing.ends_at - clock.now()).total_seconds() / 60))


def refused(request: HttpRequest, sentence: str) -> HttpResponse:
    """The site's own page for a no, with the words of the form that was sent.

    No view is reached, so nobody else says which form it was.
    """
    with suppress(Resolver404):
        request.resolver_match = resolve(request.path_info)
    denied: Any = get_resolver().resolve_error_handler(403)
    answer: HttpResponse = denied(request, exception=PermissionDenied(sentence))
    return answer
