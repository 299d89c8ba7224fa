"""Who may enter a view. What they may do there is the policy's question."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import (
    did_recently_reauthenticate,
    get_reauthentication_flows,
    suspend_request,
)
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from accounts import registry
from accounts.factors import factors_shown, has_shown_factor
from accounts.services import sessions
from core import clock

View = Callable[..., HttpResponseBase]


def stashes_form(view: View) -> View:
    """Let someone who posts without a session sign in; their words wait meanwhile.

    `writing.middleware` keeps them, as for everything that leads to the sign-in page
    and back.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not request.access.is_signed_in:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return wrapped


def stashed_form(request: HttpRequest) -> dict[str, str] | None:
    """What was kept for this page, once: the initial values of its form."""
    return registry.writing().take(request, request.path)


def signed_in(view: View) -> View:
    """Lead a visitor to the sign-in page and back.

    What a visitor posted (a session that ended while typing) waits meanwhile: see
    `writing.middleware`.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.access.is_signed_in:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return wrapped


def shows_factor(request: HttpRequest) -> HttpResponseBase:
    """Lead to the page where a second factor is shown, and back."""
    ways = get_adapter().get_reauthentication_methods(request.user)
    page = next(way["url"] for way in ways if way["id"].startswith("mfa_"))
    return suspend_request(request, page)


def proved_lately(view: View) -> View:
    """Step-up, for what a stolen session must not do: whoever is signed in proves it
    again, unless they did in the last quarter of an hour.

    Who has neither a password nor a second factor is sent a code, at a page of ours.
    Where the account has a second factor, the session must have shown it: with a
    stolen session and a password nobody adds a factor of their own.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not _proved(request):
            if get_reauthentication_flows(request.user):
                raise ReauthenticationRequired
            return suspend_request(request, reverse("accounts:proof_create"))
        if request.access.has_second_factor and not has_shown_factor(request):
            return shows_factor(request)
        return view(request, *args, **kwargs)

    return wrapped


def shown_lately(view: View) -> View:
    """Step-up by the second factor itself, for what is done to somebody else's account.

    A password of the last quarter of an hour is not enough.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        lately = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
        if not factors_shown(request, since=clock.now() - lately):
            return shows_factor(request)
        return view(request, *args, **kwargs)

    return wrapped


def locks_account(view: View) -> View:
    """A change of the ways into an account, by whoever is signed in to it.

    It happens under the person's lock and only while the session still stands: what
    was sent before the owner signed out everywhere, or took the account back, changes
    nothing afterwards.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            sessions.hold(request.session, request.user)
            return view(request, *args, **kwargs)

    return wrapped


def _proved(request: HttpRequest) -> bool:
    if not get_adapter().is_reauthentication_required(app="accounts"):
        return True
    has_ways = bool(get_reauthentication_flows(request.user))
    return has_ways and did_recently_reauthenticate(request)
