"""The second factor: allauth's forms in our words."""

from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm

from accounts.forms.entrance import CodeMixin, PlainMixin
from core.forms import LineField

NAME_LENGTH = 40


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


class AddPasskeyForm(KeyMixin, AddWebAuthnForm):
    name = key_name(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.fields[
            "passwordless"
        ].help_text = (
            "No password is asked then; the device asks for your finger, face or PIN."
        )


class RenamePasskeyForm(KeyMixin, EditWebAuthnForm):
    name = key_name(required=True)
