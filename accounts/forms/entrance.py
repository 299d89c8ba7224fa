"""Signing in, codes, passwords and the address: allauth's forms in our words."""

from typing import Any

from allauth.account import forms as base
from django import forms

from accounts.models.user import validate_mailbox

PASSWORD_HINT = "At least 8 characters. Length counts; signs and digits need not be."


def without_placeholders(form: forms.Form) -> None:
    """A label says what a field is for; a placeholder that repeats it only greys."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


def label(form: forms.Form, **labels: str) -> None:
    for name, text in labels.items():
        if name in form.fields:
            form.fields[name].label = text


class PlainMixin:
    """No placeholders, and the labels that the form names."""

    labels: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        without_placeholders(self)  # type: ignore[arg-type]
        label(self, **self.labels)  # type: ignore[arg-type]


class CodeMixin(PlainMixin):
    """A code of eight digits, with or without the dash in the middle."""

    labels = {"code": "Code"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.max_length = 40
        field.widget.attrs |= {
            "inputmode": "numeric",
            "autocapitalize": "none",
            "spellcheck": "false",
            "maxlength": "40",
        }


class TwicePasswordMixin(PlainMixin):
    labels = {
        "oldpassword": "The password you have now",
        "password1": "New password",
        "password2": "New password once more",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = PASSWORD_HINT  # type: ignore[attr-defined]


class LoginForm(PlainMixin, base.LoginForm):
    labels = {"login": "Email"}


class RequestCodeForm(PlainMixin, base.RequestLoginCodeForm):
    def clean_email(self) -> str:
        """An address that nobody has is written to as well, so it has to be one."""
        if self.cleaned_data["email"]:
            validate_mailbox(self.cleaned_data["email"])
        return super().clean_email()


class LoginCodeForm(CodeMixin, base.ConfirmLoginCodeForm):
    pass


class AddressCodeForm(CodeMixin, base.ConfirmEmailVerificationCodeForm):
    pass


class ResetPasswordForm(PlainMixin, base.ResetPasswordForm):
    pass


class ResetCodeForm(CodeMixin, base.ConfirmPasswordResetCodeForm):
    pass


class NewPasswordForm(TwicePasswordMixin, base.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(TwicePasswordMixin, base.ChangePasswordForm):
    pass


class SetPasswordForm(TwicePasswordMixin, base.SetPasswordForm):
    pass


class ReauthenticateForm(PlainMixin, base.ReauthenticateForm):
    pass


class NewAddressForm(PlainMixin, base.AddEmailForm):
    labels = {"email": "New address"}
