"""The second factor: allauth's forms in our words."""

import json
from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from accounts.forms.entrance import CodeMixin, PlainMixin
from core.forms import LineField

NAME_LENGTH = 40
# An answer of a device, in characters: an attestation with its certificates is the
# longest, and stays far below it.
ANSWER_MAX = 40_000
NO_ANSWER = "This is no answer of a passkey. Try once more."


class AnswerField(forms.Field):
    """What a device answers for a passkey, as `kind` reads it.

    Strangers send anything here: what is no such answer is refused before it is used.
    """

    widget = forms.HiddenInput
    default_error_messages = {"required": NO_ANSWER, "invalid": NO_ANSWER}

    def __init__(self, kind: type[AuthenticationResponse | RegistrationResponse]):
        super().__init__()
        self.kind = kind

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        refused = forms.ValidationError(NO_ANSWER, code="invalid")
        if len(value) > ANSWER_MAX:
            raise refused
        try:
            answer = json.loads(value)
            self.kind.from_dict(answer)
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
            raise refused from None
        return answer


class AuthenticateForm(CodeMixin, base.AuthenticateForm):
    labels = {"code": "Code from your app, or a recovery code"}


class ReauthenticateForm(CodeMixin, base.ReauthenticateForm):
    labels = {"code": "Code from your app, or a recovery code"}


class ActivateAppForm(CodeMixin, ActivateTOTPForm):
    labels = {"code": "The six digits that the app shows now"}


class KeyMixin(PlainMixin):
    labels = {"passwordless": "Sign in with it alone"}


def key_name(*, required: bool) -> LineField:
    return LineField(label="A name for it", required=required, max_length=NAME_LENGTH)


class LoginPasskeyForm(passkeys.LoginWebAuthnForm):
    credential = AnswerField(AuthenticationResponse)


class AuthenticatePasskeyForm(passkeys.AuthenticateWebAuthnForm):
    credential = AnswerField(AuthenticationResponse)


class ReauthenticatePasskeyForm(passkeys.ReauthenticateWebAuthnForm):
    credential = AnswerField(AuthenticationResponse)


class AddPasskeyForm(KeyMixin, passkeys.AddWebAuthnForm):
    name = key_name(required=False)
    credential = AnswerField(RegistrationResponse)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.fields[
            "passwordless"
        ].help_text = (
            "No password is asked then; the device asks for your finger, face or PIN."
        )


class RenamePasskeyForm(KeyMixin, passkeys.EditWebAuthnForm):
    name = key_name(required=True)
