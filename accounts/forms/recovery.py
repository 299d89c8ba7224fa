"""What an owner who takes an account back knows to be theirs."""

from typing import Any

from django import forms

from accounts.services.recovery import Kept
from core.forms import PlainTextField
from core.limits import REASON_MAX


class KeysField(forms.TypedMultipleChoiceField):
    """Keys that are ticked. One that is gone meanwhile is nothing to keep."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, required=False, **kwargs)

    def valid_value(self, value: Any) -> bool:
        return str(value).isascii() and str(value).isdigit() and len(str(value)) < 19


class KeepForm(forms.Form):
    """Nothing is ticked before its owner ticks it."""

    factors = KeysField(label="Second factors that are yours")
    links = KeysField(label="Linked accounts that are yours")

    @property
    def kept(self) -> Kept:
        return Kept(
            factors=frozenset(self.cleaned_data["factors"]),
            links=frozenset(self.cleaned_data["links"]),
        )


class UnlockForm(forms.Form):
    reason = PlainTextField(
        label="How you know that it is them, and what happened",
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="It stays in the log. The person does not read it.",
    )
