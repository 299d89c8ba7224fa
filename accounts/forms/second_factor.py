"""The second factor: allauth's forms in our words."""

from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.core.validators import MaxLengthValidator

from accounts.forms.entrance import CodeMixin, PlainMixin

NAME_LENGTH = 40


class AuthenticateForm(CodeMixin, base.AuthenticateForm):
    labels = {"code": "Code from your app, or a recovery code"}


class ReauthenticateForm(CodeMixin, base.ReauthenticateForm):
    labels = {"code": "Code from your app, or a recovery code"}


class ActivateAppForm(CodeMixin, ActivateTOTPForm):
    labels = {"code": "The six digits that the app shows now"}


class KeyMixin(PlainMixin):
    labels = {"name": "A name for it", "passwordless": "Sign in with it alone"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["name"]  # type: ignore[attr-defined]
        field.max_length = NAME_LENGTH
        field.widget.attrs["maxlength"] = str(NAME_LENGTH)
        field.validators.append(MaxLengthValidator(NAME_LENGTH))


class AddPasskeyForm(KeyMixin, AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.fields[
            "passwordless"
        ].help_text = (
            "No password is asked then; the device asks for your finger, face or PIN."
        )


class RenamePasskeyForm(KeyMixin, EditWebAuthnForm):
    pass
