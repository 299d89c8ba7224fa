"""What a person fills in to flag, and a moderator to decide."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from core.forms import PlainTextField
from core.limits import REASON_MAX
from moderation.models import Rule
from moderation.registry import Offer

SUSPENSIONS = {1: "1 day", 7: "7 days", 30: "30 days"}


def a_few_words(rows: int = 3, **options: Any) -> PlainTextField:
    return PlainTextField(
        required=False,
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": rows}),
        **options,
    )


class FlagForm(forms.Form):
    reason = forms.ChoiceField(
        label="What is wrong with it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the reason that comes nearest."},
    )
    note = a_few_words(
        label="What should the moderators know?",
        help_text="They read this; the author does not, and is not told who flagged.",
    )

    def __init__(self, *args: Any, reasons: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].choices = list(reasons.items())  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """One act, its rule, the moderator's own words, and the message that was shown.

    `seen` names the message that the page showed; where it is another one than the
    form makes now, the view shows the new one first.
    """

    action = forms.ChoiceField(label="What should happen", widget=forms.RadioSelect)
    rule = forms.ModelChoiceField(
        label="By which rule",
        queryset=Rule.objects.none(),
        empty_label="Choose a rule",
        error_messages={
            "required": "Name the rule: the author reads it in the letter."
        },
    )
    days = forms.TypedChoiceField(
        label="How long",
        choices=list(SUSPENSIONS.items()),
        coerce=int,
    )
    words = a_few_words(
        label="Your words",
        help_text="They go into the letter, below the rule.",
    )
    with_whole = forms.BooleanField(required=False)
    lifts = forms.BooleanField(required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    # What is needed hangs on the act that is chosen in the same form.
    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        offers: Sequence[Offer],
        beside: Mapping[str, tuple[str, str]] | None = None,
        **options: Any,
    ) -> None:
        """`offers` are the actions to choose from; `beside` names what can be decided
        in the same act: label and hint.
        """
        super().__init__(*args, **options)
        for name in ("with_whole", "lifts"):
            if words := (beside or {}).get(name):
                self.fields[name].label, self.fields[name].help_text = words
            else:
                del self.fields[name]
        self.needs = {offer.key: offer.needs for offer in offers}
        choices = [(offer.key, offer.label) for offer in offers]
        self.fields["action"].choices = choices  # type: ignore[attr-defined]
        self.fields["rule"].queryset = Rule.objects.in_force()  # type: ignore[attr-defined]
        for name in ("days", "rule"):
            if not any(name in needs for needs in self.needs.values()):
                del self.fields[name]
        self._ask_only_what_is_needed()
        if len(offers) == 1:
            self.fields["action"].initial = offers[0].key
            self.fields["action"].widget = forms.HiddenInput()

    def _ask_only_what_is_needed(self) -> None:
        """A page not yet filled in calls nothing optional that an act may need."""
        action = str(self.data.get("action", "")) if self.is_bound else None
        for name in {"rule", "days"} & set(self.fields):
            needs = self.needs.get(action or "", frozenset())
            self.fields[name].required = action is None or name in needs

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        needs = self.needs.get(cleaned.get("action", ""), frozenset())
        if "words" in needs and not cleaned.get("words"):
            self.add_error("words", "Say what the author should change.")
        return cleaned
