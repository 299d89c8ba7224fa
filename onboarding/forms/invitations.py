"""Inviting someone into a circle."""

from typing import Any

from django import forms
from django.conf import settings

from access.enums import CircleKind, GrantSource
from access.forms.access import MONTHS_MAX
from access.models import Circle
from accounts import registry
from accounts.forms.fields import DisplayNameField, MailboxField
from core import clock
from core.forms import PlainTextField
from core.limits import REASON_MAX
from onboarding.enums import GateMode
from onboarding.services.offers import Offer

TOKEN_MAX = 40
SOURCES = [
    (GrantSource.COHORT, "Finished a cohort"),
    (GrantSource.INVITATION, "Invited otherwise"),
]


class CircleField(forms.ModelChoiceField):
    """Says beside a circle that its place opens no window."""

    def label_from_instance(self, obj: Circle) -> str:
        if obj.kind == CircleKind.COMMUNITY:
            return obj.name
        return f"{obj.name} (opens no window)"


class InvitationForm(forms.Form):
    email = MailboxField(
        label="Address",
        help_text="Only who proves this address can take the place.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name = DisplayNameField(required=False)
    circle = CircleField(
        Circle.objects.by_name(),
        empty_label=None,
        initial=Circle.objects.community,
        help_text="The community’s place is the window; no other opens one.",
    )
    anchor_on = forms.DateField(
        label="Counts from",
        initial=lambda: clock.now().date(),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="The day of graduation. A late claim never moves the end.",
    )
    months = forms.IntegerField(
        min_value=0,
        max_value=MONTHS_MAX,
        initial=12,
        help_text="Calendar months. Write 0 for a place for life.",
    )
    source = forms.ChoiceField(label="Why", choices=SOURCES)
    token = forms.CharField(
        required=False,
        max_length=TOKEN_MAX,
        widget=forms.HiddenInput,
        initial=lambda: registry.writing().new_token(),
    )
    reason = PlainTextField(
        label="A note",
        max_length=REASON_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The person reads this on their access page.",
    )

    def clean(self) -> dict[str, Any]:
        """Nobody gets a message about a window that is over or that no calendar has."""
        data = super().clean() or {}
        if {"circle", "anchor_on", "months"} <= data.keys():
            offer = Offer(
                email=data.get("email", ""),
                name=data.get("name", ""),
                circle=data["circle"],
                anchor_on=data["anchor_on"],
                months=data["months"],
            )
            if why := offer.why_never or offer.why_over:
                self.add_error("anchor_on", why)
        return data

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Name"
        self.fields["name"].help_text = "Stands in the letter, and first in the form."
        if settings.GATE_MODE == GateMode.COHORT_ONLY:
            self.fields["source"].help_text = (
                "Only cohorts join here. “Invited otherwise” is for who has an account "
                "already, unless the circle is a cohort’s."
            )
