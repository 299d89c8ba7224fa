"""Joining, and codes that end with the address they were sent to.

Everything else about signing in is allauth's own; `config/entrance.py` lists it.
"""

from typing import Any

from allauth.account import app_settings
from allauth.account import views as base
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification_by_code import (
    EmailVerificationProcess,
)
from allauth.account.internal.flows.password_reset_by_code import (
    PasswordResetVerificationProcess,
)
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.models import User
from accounts.services import guesses
from onboarding.adapter import invitation_of
from onboarding.enums import GateMode
from onboarding.services import joining

GIVEN_UP = "That account was given up before its address was proved. Join once more."


class SignupView(base.SignupView):
    """Says what the gate asks for, and to whom an invitation was sent, but for the
    address: whoever was handed the link does not learn it here.
    """

    def get_initial(self) -> dict[str, Any]:
        initial = super().get_initial()
        invitation = invitation_of(self.request)
        if invitation:
            initial |= {
                "display_name": invitation.name,
                "zone": invitation.zone,
            }
        return initial

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        invitation = invitation_of(self.request)
        is_used = invitation is not None and joining.is_used(invitation)
        return super().get_context_data(**kwargs) | {
            "gate": settings.GATE_MODE,
            "invitation": invitation,
            "is_used": is_used and settings.GATE_MODE != GateMode.OPEN,
            "contact_address": settings.CONTACT_ADDRESS,
        }

    def closed(self) -> HttpResponse:
        verdict = joining.can_join(invitation_of(self.request))
        context = {"gate": settings.GATE_MODE, "reason": verdict.reason}
        return render(self.request, "account/signup_closed.html", context, status=403)


class CountedMixin:
    """Counts every try of a code, and every code that is sent anew, for the code.

    Before it is judged: of many that arrive together three are.
    """

    kind: str
    resends = 0

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        view: Any = self
        process, action = view._process, getattr(view, "_action", "verify")
        if action == "verify":
            limit = process.max_attempts
            if not guesses.use(self.kind, process.state, limit=limit):
                process.state["failed_attempts"] = limit
                return view.form_invalid(view.get_form())
        elif action == "resend" and not guesses.use(
            f"{self.kind}:resend", process.state, limit=self.resends
        ):
            messages.error(request, get_adapter().error_messages["rate_limited"])
            return redirect(request.get_full_path())
        return super().post(request, *args, **kwargs)  # type: ignore[misc]


class ConfirmAddressCodeView(CountedMixin, base.ConfirmEmailVerificationCodeView):
    kind = "address"
    resends = app_settings.EMAIL_VERIFICATION_MAX_RESEND_COUNT


_confirm_address_code = ConfirmAddressCodeView.as_view()


def confirm_address(request: HttpRequest) -> HttpResponse:
    """allauth's page, but for an account that was given up while its code was on its
    way: its address was taken back by whom it belongs to, or it waited for days.
    """
    process = EmailVerificationProcess.resume(request)
    person = process.state.get("user_id") if process else None
    if not _is_given_up(person):
        try:
            response = _confirm_address_code(request)
        except (User.DoesNotExist, ValueError):
            # allauth, or the adapter's lock, found it gone a moment later.
            if not _is_given_up(person):
                raise
        else:
            if not _is_given_up(person):
                return response
    if process:
        process.abort()
    messages.info(request, GIVEN_UP)
    return redirect("account_signup")


def _is_given_up(person: int | None) -> bool:
    return person is not None and not User.objects.filter(pk=person).exists()


class ConfirmLoginCodeView(CountedMixin, base.ConfirmLoginCodeView):
    kind = "login"
    resends = app_settings.LOGIN_BY_CODE_MAX_RESEND_COUNT

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        stage = request._login_stage  # type: ignore[attr-defined]
        if _has_left(stage.login.user, stage.state.get("email")):
            clear_login(request)
            return redirect("account_request_login_code")
        return super().dispatch(request, *args, **kwargs)


class ResetMixin:
    """A reset that began before the address changed, or the account closed, is over."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        process = PasswordResetVerificationProcess.resume(request)
        if process and _has_left(process.user, process.state["email"]):
            process.abort()
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class ConfirmResetCodeView(CountedMixin, ResetMixin, base.ConfirmPasswordResetCodeView):
    kind = "reset"


class CompleteResetView(ResetMixin, base.CompletePasswordResetView):
    pass


def _has_left(person: User | None, email: str | None) -> bool:
    """Whether an address that a code went to has ceased to open this account."""
    if person is None or not email:
        return False
    if not person.is_active:
        return True
    own = EmailAddress.objects.filter(user=person, email__iexact=email)
    return person.email.lower() != email.lower() and not own.exists()


signup = SignupView.as_view()
confirm_login_code = base.login_stage_required(
    stage=base.LoginByCodeStage.key, redirect_urlname="account_request_login_code"
)(ConfirmLoginCodeView.as_view())
confirm_reset_code = ConfirmResetCodeView.as_view()
complete_reset = CompleteResetView.as_view()
