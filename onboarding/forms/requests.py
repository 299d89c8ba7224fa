"""Asking the organisers, saying that an invitation is one's own, and the answers."""

from typing import Any

from django import forms

from core.forms import PlainTextField
from core.limits import PROFILE_FIELD_MAX, REASON_MAX
from onboarding.enums import RequestKind

ACCEPT, REFUSE = "accept", "refuse"


class AskForm(forms.Form):
    kind = forms.ChoiceField(
        choices=RequestKind.choices,
        initial=RequestKind.WINDOW,
        label="What is it about?",
        widget=forms.RadioSelect,
    )
    text = PlainTextField(
        max_length=PROFILE_FIELD_MAX,
        label="Your words",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Until when you would need it, and what for, helps whoever decides.",
    )


class AnswerForm(forms.Form):
    answer = PlainTextField(
        max_length=PROFILE_FIELD_MAX,
        label="Your answer",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="It goes out by mail, and stands on the person’s access page.",
    )


class ClaimForm(forms.Form):
    note = PlainTextField(
        max_length=REASON_MAX,
        label="How can we know?",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For instance your cohort, or why you use another address now. "
        "Organisers read it.",
    )


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        choices=[
            (ACCEPT, "It is theirs: open the place"),
            (REFUSE, "Refuse: the invitation waits for its own address"),
        ],
        label="Your decision",
        widget=forms.RadioSelect,
    )
    answer = PlainTextField(
        max_length=REASON_MAX,
        required=False,
        label="A sentence for them",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It goes out by mail. A refusal needs one.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        needs_words = data.get("decision") == REFUSE and "answer" not in self.errors
        if needs_words and not data.get("answer"):
            self.add_error("answer", "Say why: they read this sentence.")
        return data
