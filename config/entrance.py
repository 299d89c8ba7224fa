"""The addresses under /accounts/ that are allauth's: those that the site opens.

What is not listed here answers 404, so that no page stands there in another dress.
Each listed one answers a wrong form with 422, is kept by no cache, and widens the
content policy only where it must.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.github import views as github
from allauth.socialaccount.providers.google import views as google
from django.conf import settings
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.cache import add_never_cache_headers

from accounts.decorators import locks_account, proved_lately
from accounts.views import passkeys
from core import clock
from core.errors import TooFast
from onboarding.views import entrance

View = Callable[..., Any]

PROVIDER_ORIGINS = {
    "github": "https://github.com",
    "google": "https://accounts.google.com",
}


def too_many(request: HttpRequest) -> HttpResponse:
    """What allauth calls when one of its limits is reached."""
    raise TooFast(
        "That was too many tries in a short time. Nothing has changed. "
        "Wait a few minutes, then try again.",
        retry_at=clock.now() + timedelta(minutes=5),
    )


def _page(
    route: str,
    view: View,
    name: str,
    *,
    to_providers: bool = False,
    images: bool = False,
    step_up: bool = False,
    changes: bool = False,
    provider: str = "",
) -> URLPattern:
    """One address. `to_providers`: its forms may lead to GitHub and Google.

    `images`: it shows the square code of an app. `step_up`: who is here must have
    proved to be themselves lately. `changes`: its forms change the ways into the
    account. `provider`: it exists with that one's keys.
    """

    if step_up or changes:
        view = locks_account(view)
    if step_up:
        view = proved_lately(view)

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if provider and not _has_keys(provider):
            raise Http404("There is no such page.")
        response = view(request, *args, **kwargs)
        if request.method == "POST" and _is_refused(response):
            response.status_code = 422
        add_never_cache_headers(response)
        policy: dict[str, list[str]] = {}
        if images:
            policy["img-src"] = ["data:"]
        if to_providers and settings.SOCIALACCOUNT_PROVIDERS:
            names = settings.SOCIALACCOUNT_PROVIDERS
            policy["form-action"] = [PROVIDER_ORIGINS[name] for name in sorted(names)]
        if policy:
            response._csp_update = policy
        return response

    return path(route, wrapped, name=name)


def _has_keys(provider: str) -> bool:
    keys = settings.SOCIALACCOUNT_PROVIDERS
    return bool(keys) if provider == "any" else provider in keys


def _is_refused(response: HttpResponse) -> bool:
    context = getattr(response, "context_data", None) or {}
    forms = [value for value in context.values() if isinstance(value, BaseForm)]
    return response.status_code == 200 and any(form.errors for form in forms)


urlpatterns = [
    _page("login/", account.login, "account_login", to_providers=True),
    _page("logout/", account.logout, "account_logout"),
    _page("inactive/", account.account_inactive, "account_inactive"),
    _page("signup/", entrance.signup, "account_signup", to_providers=True),
    _page("reauthenticate/", account.reauthenticate, "account_reauthenticate"),
    _page("login/code/", account.request_login_code, "account_request_login_code"),
    _page(
        "login/code/confirm/",
        entrance.confirm_login_code,
        "account_confirm_login_code",
    ),
    # The address.
    _page("email/", account.email, "account_email", step_up=True),
    _page(
        "confirm-email/",
        entrance.confirm_address,
        "account_email_verification_sent",
    ),
    # The password.
    _page(
        "password/change/",
        account.password_change,
        "account_change_password",
        changes=True,
    ),
    _page("password/set/", account.password_set, "account_set_password", step_up=True),
    _page("password/reset/", account.password_reset, "account_reset_password"),
    _page(
        "password/reset/confirm/",
        entrance.confirm_reset_code,
        "account_confirm_password_reset_code",
    ),
    _page(
        "password/reset/complete/",
        entrance.complete_reset,
        "account_complete_password_reset",
    ),
    _page(
        "password/reset/done/",
        account.password_reset_from_key_done,
        "account_password_reset_completed",
    ),
    # The second factor.
    _page("2fa/", factor.index, "mfa_index"),
    _page("2fa/authenticate/", factor.authenticate, "mfa_authenticate"),
    _page("2fa/reauthenticate/", factor.reauthenticate, "mfa_reauthenticate"),
    _page(
        "2fa/totp/activate/",
        totp.activate_totp,
        "mfa_activate_totp",
        images=True,
        step_up=True,
    ),
    _page(
        "2fa/totp/deactivate/",
        totp.deactivate_totp,
        "mfa_deactivate_totp",
        step_up=True,
    ),
    _page(
        "2fa/recovery-codes/",
        recovery.view_recovery_codes,
        "mfa_view_recovery_codes",
        step_up=True,
    ),
    _page(
        "2fa/recovery-codes/generate/",
        recovery.generate_recovery_codes,
        "mfa_generate_recovery_codes",
        step_up=True,
    ),
    _page(
        "2fa/recovery-codes/download/",
        recovery.download_recovery_codes,
        "mfa_download_recovery_codes",
        step_up=True,
    ),
    _page("2fa/webauthn/", passkey.list_webauthn, "mfa_list_webauthn"),
    _page("2fa/webauthn/add/", passkey.add_webauthn, "mfa_add_webauthn", step_up=True),
    _page("2fa/webauthn/login/", passkeys.login_passkey, "mfa_login_webauthn"),
    _page(
        "2fa/webauthn/reauthenticate/",
        passkey.reauthenticate_webauthn,
        "mfa_reauthenticate_webauthn",
    ),
    _page(
        "2fa/webauthn/keys/<int:pk>/remove/",
        passkey.remove_webauthn,
        "mfa_remove_webauthn",
        step_up=True,
    ),
    _page(
        "2fa/webauthn/keys/<int:pk>/edit/",
        passkey.edit_webauthn,
        "mfa_edit_webauthn",
        step_up=True,
    ),
    # GitHub and Google.
    _page(
        "linked/",
        social.connections,
        "socialaccount_connections",
        to_providers=True,
        changes=True,
        provider="any",
    ),
    _page("linked/signup/", social.signup, "socialaccount_signup", provider="any"),
    _page(
        "linked/cancelled/",
        social.login_cancelled,
        "socialaccount_login_cancelled",
        provider="any",
    ),
    _page(
        "linked/error/",
        social.login_error,
        "socialaccount_login_error",
        provider="any",
    ),
    _page(
        "github/login/",
        github.oauth2_login,
        "github_login",
        to_providers=True,
        provider="github",
    ),
    _page(
        "github/login/callback/",
        github.oauth2_callback,
        "github_callback",
        provider="github",
    ),
    _page(
        "google/login/",
        google.oauth2_login,
        "google_login",
        to_providers=True,
        provider="google",
    ),
    _page(
        "google/login/callback/",
        google.oauth2_callback,
        "google_callback",
        provider="google",
    ),
]
