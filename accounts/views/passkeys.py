"""Signing in with a passkey alone.

The challenge waits in a signed cookie and not in a session: whoever looks at the
page leaves no row behind. It is good once.
"""

import json
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.webauthn import views as base
from allauth.mfa.webauthn.internal import auth
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from fido2.webauthn import UserVerificationRequirement

from accounts import cookies
from accounts.services import guesses


class LoginPasskeyView(base.LoginWebAuthnView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not get_adapter().is_ajax(request):
            return redirect("account_login")
        options, state = auth.get_server().authenticate_begin(
            credentials=[], user_verification=UserVerificationRequirement.REQUIRED
        )
        response = JsonResponse({"request_options": dict(options)})
        cookies.write(response, cookies.PASSKEY, json.dumps(state))
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.session.pop(auth.STATE_SESSION_KEY, None)
        waiting = cookies.read(request, cookies.PASSKEY)
        if waiting:
            state = json.loads(waiting)
            if guesses.use("passkey", {"at": state["challenge"]}, limit=1):
                request.session[auth.STATE_SESSION_KEY] = state
        response = super().post(request, *args, **kwargs)
        request.session.pop(auth.STATE_SESSION_KEY, None)
        cookies.drop(request, response, cookies.PASSKEY)
        return response


login_passkey = LoginPasskeyView.as_view()
