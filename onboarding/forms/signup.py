"""Joining: what is asked of everybody, with a password or with a provider."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm as BaseSignupForm
from allauth.socialaccount.forms import SignupForm as BaseProviderSignupForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from accounts.enums import DocumentKind
from accounts.forms.entrance import (
    PASSWORD_HINT,
    with_addresses_as_pasted,
    without_placeholders,
)
from accounts.forms.fields import DisplayNameField, HandleField, ZoneField
from accounts.models import Document, User
from accounts.services import agreements
from core.errors import Changed
from onboarding.services import joining

ADDRESS_HINT = "We send a code there, to see that it is yours. It is never shown."


class JoiningMixin(forms.Form):
    """Name, handle, zone and agreement, and the answer to a known address.

    A handle that was asked for is kept for a while whether the address is known
    or not: else a second try with the same handle would tell.
    """

    field_order = ["email", "display_name", "handle", "password1", "zone", "agree"]

    display_name = DisplayNameField()
    handle = HandleField()
    zone = ZoneField()
    agree = forms.BooleanField(
        label="I agree to the terms, the privacy notice and the house rules",
        error_messages={"required": "You can join once you agree to all three."},
    )
    documents = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with_addresses_as_pasted(self)
        without_placeholders(self)
        if not self.is_bound:
            # What an invitation assumes is a guess: the browser knows better.
            self.fields["zone"].widget.attrs["data-zone"] = "guess"
        self.current_documents = Document.objects.all_current()
        self.fields["documents"].initial = self._documents_key()
        self.fields["email"].help_text = ADDRESS_HINT
        self.fields["agree"].help_text = format_html(
            'Read them first: <a href="{}">terms</a>, <a href="{}">privacy notice</a>, '
            '<a href="{}">house rules</a>. Which versions you agreed to is kept.',
            *(reverse(f"accounts:{kind}_detail") for kind in DocumentKind.values),
        )

    def clean(self) -> dict[str, Any]:
        """Asked of known addresses as of others, so that the answer tells nothing."""
        cleaned = super().clean() or {}
        if email := cleaned.get("email"):
            verdict = get_adapter().may_join(email)
            if not verdict:
                self.add_error("email", verdict.reason)
        return cleaned

    def clean_handle(self) -> str:
        handle = self.cleaned_data["handle"]
        if joining.is_handle_taken(handle):
            raise ValidationError("This handle is taken. Choose another.")
        return handle

    def clean_documents(self) -> str:
        current = self._documents_key()
        if self.cleaned_data["documents"] != current:
            self.data = {**dict(self.data.items()), "documents": current}
            self.add_error(
                "agree",
                "One of the three texts changed while you were writing. Look at it "
                "again, then send this once more.",
            )
        return current

    def try_save(self, request: HttpRequest) -> Any:
        """One transaction: no account without its agreements.

        A known address costs the time of a new one. Where two arrive together,
        one becomes the account and the other meets a known address.
        """
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)  # type: ignore[misc]
            except IntegrityError:
                self._meet_the_quicker()
        joining.keep_handle(self.cleaned_data["handle"])
        if "password1" in self.cleaned_data:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)  # type: ignore[misc]

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        super().custom_signup(request, user)  # type: ignore[misc]
        get_adapter().admit(user)
        agreements.agree(person=user, documents=self.current_documents)

    def _meet_the_quicker(self) -> None:
        if not User.objects.filter(email=self.cleaned_data["email"]).exists():
            raise Changed(
                "Somebody took this handle a moment ago. Go back, choose another and "
                "send it again: the rest is as you wrote it."
            )
        self.account_already_exists = True

    def _documents_key(self) -> str:
        return "-".join(str(document.pk) for document in self.current_documents) or "0"


class SignupForm(JoiningMixin, BaseSignupForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = PASSWORD_HINT

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password = cleaned.get("password1")
        if password:
            person = User(
                handle=cleaned.get("handle", ""),
                display_name=cleaned.get("display_name", ""),
            )
            validator = UserAttributeSimilarityValidator(("handle", "display_name"))
            try:
                validator.validate(password, person)
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned


class ProviderSignupForm(JoiningMixin, BaseProviderSignupForm):
    """The first sign-in by way of GitHub or Google."""
