"""Showing that it is you by a code, for whoever has nothing else to show."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import (
    AbstractCodeVerificationProcess,
)
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import (
    did_recently_reauthenticate,
    get_reauthentication_flows,
    resume_request,
)
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.decorators import signed_in
from accounts.forms.entrance import LoginCodeForm
from accounts.services import guesses
from accounts.services.guesses import TOO_MANY
from core.limits import PROVING
from core.throttling import hit

# The session's name for the code that is under way.
UNDER_WAY = "proof"
TRIES = 3


class Proof(AbstractCodeVerificationProcess):
    """A code on its way to the address of whoever is signed in."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        super().__init__(
            state=state,
            timeout=settings.CODE_SECONDS,
            max_attempts=TRIES,
            user=request.user,
        )
        self.request = request

    @classmethod
    def begin(cls, request: HttpRequest) -> None:
        state = cls.initial_state(user=request.user, email=request.user.email)
        proof = cls(request, state)
        state["code"] = get_adapter().generate_login_code()
        proof.send()
        proof.persist()

    @classmethod
    def resume(cls, request: HttpRequest) -> Proof | None:
        """The code under way, unless it is too old or went to an address of before."""
        state = request.session.get(UNDER_WAY)
        if state is None:
            return None
        proof = cls(request, state)
        if state["email"] != request.user.email:
            proof.abort()
            return None
        return proof.abort_if_invalid()

    def send(self) -> None:
        get_adapter().send_mail(
            "account/email/proof_code", self.state["email"], {"code": self.code}
        )

    def persist(self) -> None:
        self.request.session[UNDER_WAY] = self.state

    def abort(self) -> None:
        self.request.session.pop(UNDER_WAY, None)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Opening it sends nothing, and the session goes on whatever comes of it.

    Whoever has a password or a second factor shows that: a mailbox is less.
    """
    if get_reauthentication_flows(request.user):
        if not did_recently_reauthenticate(request):
            raise ReauthenticationRequired
        return _go_on(request)
    proof = Proof.resume(request)
    if request.POST.get("action") == "send":
        hit(
            "prove",
            request.user.pk,
            rate=PROVING,
            sentence="That was the fifth code in an hour. Nothing has changed. "
            "Try the latest one, or ask again later.",
        )
        Proof.begin(request)
        return redirect(request.get_full_path())
    if request.method != "POST" or proof is None:
        return _page(request, proof, LoginCodeForm())
    if not guesses.use("proof", proof.state, limit=TRIES):
        proof.abort()
        messages.error(request, TOO_MANY)
        return redirect(request.get_full_path())
    form = LoginCodeForm(request.POST, code=proof.code)
    if form.is_valid():
        proof.abort()
        record_authentication(
            request, request.user, method="code", email=proof.state["email"]
        )
        return _go_on(request)
    if not proof.record_invalid_attempt():
        messages.error(request, TOO_MANY)
        return redirect(request.get_full_path())
    return _page(request, proof, form, status=422)


def _go_on(request: HttpRequest) -> HttpResponse:
    """To where the proof was asked for, with what was sent there."""
    return resume_request(request) or redirect("accounts:profile_own")


def _page(
    request: HttpRequest, proof: Proof | None, form: LoginCodeForm, status: int = 200
) -> HttpResponse:
    context = {"proof": proof, "form": form, "email": request.user.email}
    return render(request, "accounts/proofs/create.html", context, status=status)
