"""The kinds of answer that the form of a story takes."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django import forms

from core.forms import LineField
from core.limits import STORY_FIELD_MAX
from stories.models import OTHER_ROLE_MAX
from tags.models import NAME_MAX
from writing.forms import ProseField

NOT_ANSWERED = ("", "Not told")
OWN_SKILLS_MAX = 10
YEARS = (1970, 2100)
MONTH_FORMS = ("%Y-%m", "%m/%Y", "%m.%Y", "%b %Y", "%B %Y")


class MonthField(forms.CharField):
    """A month and its year, kept as its first day; typed where there is no picker."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-01"})
        super().__init__(required=False, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        text = " ".join((super().to_python(value) or "").split())
        if not text:
            return None
        for form in MONTH_FORMS:
            try:
                found = datetime.strptime(text, form).replace(tzinfo=UTC).date()
            except ValueError:
                continue
            if YEARS[0] <= found.year <= YEARS[1]:
                return found.replace(day=1)
        raise forms.ValidationError("Write a month and a year, such as 2026-01.")

    def run_validators(self, value: Any) -> None:
        """The length was a matter of the text; a date has none."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m}" if isinstance(value, date) else value


def number(
    label: str, low: int, high: int, sentence: str, **kwargs: Any
) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "num-in"})
    wrong = {
        "invalid": "Write a whole number in figures.",
        "min_value": sentence,
        "max_value": f"Write a number up to {high}.",
    }
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        required=False,
        widget=widget,
        error_messages=wrong,
        **kwargs,
    )


def choice(label: str, choices: Sequence[Any], **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=False,
        error_messages={"invalid_choice": "Choose one of these."},
        **kwargs,
    )


def cards(cls: str = "") -> forms.RadioSelect:
    return forms.RadioSelect(attrs={"class": cls} if cls else {})


def other(label: str) -> LineField:
    return LineField(
        label=label,
        max_length=OTHER_ROLE_MAX,
        required=False,
        error_messages={"max_length": f"Write up to {OTHER_ROLE_MAX} characters."},
    )


def prose(label: str, help_text: str = "", rows: int = 5) -> ProseField:
    return ProseField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=STORY_FIELD_MAX,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "max_length": f"This is longer than {STORY_FIELD_MAX:,} characters. "
            "All of it is still here; shorten it or make it two."
        },
    )


def names(label: str) -> LineField:
    return LineField(
        label=label,
        required=False,
        max_length=OWN_SKILLS_MAX * (NAME_MAX + 2),
        help_text="Put commas between them.",
    )
