"""Signing in, codes, passwords and the address: allauth's forms in our words."""

from typing import Any

from allauth.account import forms as base
from django import forms

from accounts.forms.fields import CodeField, MailboxField

PASSWORD_HINT = "At least 8 characters. Length counts; signs and digits need not be."


def without_placeholders(form: forms.Form) -> None:
    """A label says what a field is for; a placeholder that repeats it only greys."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


def with_addresses_as_pasted(form: forms.Form) -> None:
    """Fields of ours in the place of allauth's for addresses."""
    for name, field in form.fields.items():
        if isinstance(field, forms.EmailField):
            form.fields[name] = MailboxField.like(field)


def label(form: forms.Form, **labels: str) -> None:
    for name, text in labels.items():
        if name in form.fields:
            form.fields[name].label = text


class PlainMixin:
    """No placeholders, and the labels that the form names."""

    labels: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with_addresses_as_pasted(self)  # type: ignore[arg-type]
        without_placeholders(self)  # type: ignore[arg-type]
        label(self, **self.labels)  # type: ignore[arg-type]


class CodeMixin(PlainMixin):
    """A code of digits, however it is divided."""

    labels = {"code": "Code"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = CodeField()  # type: ignore[attr-defined]
        label(self, **self.labels)  # type: ignore[arg-type]


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
    pass


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
