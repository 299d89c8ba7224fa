"""A list of graduates, as a file or pasted."""

from collections.abc import Iterable
from typing import Any

from django import forms

from core.limits import IMPORT_LINES_MAX, IMPORT_MAX
from onboarding.errors import NotAList
from onboarding.services.importing.days import (
    DAY_FIRST,
    EPOCHS,
    MONTH_FIRST,
    Days,
    Question,
)
from onboarding.services.importing.parsing import decode

QUESTIONS = ("order", "epoch")
RULES = [
    ("all", "All lines go in, or none"),
    ("good", "The good lines go in, the bad ones stay out"),
]


class ListField(forms.CharField):
    """Text of any content: what cannot be read is told line by line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        self.validators = []


class DaysField(forms.ChoiceField):
    """What somebody says of all the days of a list; empty where nothing was asked."""

    def __init__(self, answers: list[str], **kwargs: Any) -> None:
        super().__init__(
            choices=[(answer, answer) for answer in answers],
            required=False,
            widget=forms.RadioSelect,
            **kwargs,
        )


class ImportForm(forms.Form):
    file = forms.FileField(
        required=False,
        label="A CSV file",
        allow_empty_file=True,
        help_text="In UTF-8 or UTF-16, with commas or semicolons. At most "
        f"{IMPORT_LINES_MAX:,} lines and {IMPORT_MAX // 1000} kB; bring a longer list "
        "in parts.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )
    text = ListField(
        required=False,
        label="Or the lines themselves",
        help_text="The first line names the columns: e-mail, name, circle, graduation "
        "day; months if you like. You can mend lines here.",
        widget=forms.Textarea(
            attrs={"rows": 10, "spellcheck": "false", "class": "mono"}
        ),
    )
    order = DaysField([DAY_FIRST, MONTH_FIRST], label="Which part is the day?")
    epoch = DaysField(list(EPOCHS), label="Where do these numbers begin?")
    rule = forms.ChoiceField(
        choices=RULES, initial="all", label="Bad lines", widget=forms.RadioSelect
    )

    def __init__(
        self, *args: Any, questions: Iterable[Question] = (), **kwargs: Any
    ) -> None:
        """`questions` are those about this list; what else was answered goes along."""
        super().__init__(*args, **kwargs)
        asked = {question.field: question for question in questions}
        for name in QUESTIONS:
            field = self.fields[name]
            assert isinstance(field, DaysField)
            if name in asked:
                field.help_text = asked[name].sentence
                field.choices = asked[name].choices
            else:
                field.widget = forms.HiddenInput()

    def ask(self) -> None:
        """Mark the questions that nobody has answered."""
        for name in QUESTIONS:
            is_shown = not self.fields[name].widget.is_hidden
            if is_shown and not self.cleaned_data.get(name):
                self.add_error(name, "Choose one, for the whole list.")

    def clean(self) -> dict[str, Any]:
        """The file, where there is one, takes the place of the text."""
        data = super().clean() or {}
        try:
            if file := data.get("file"):
                data["text"] = decode(file.read(IMPORT_MAX + 1))
            elif len(data.get("text", "").encode()) > IMPORT_MAX:
                decode(data["text"].encode())
        except NotAList as error:
            self.add_error("file", error.sentence)
        if not self.errors and not data.get("text", "").strip():
            self.add_error("text", "Choose a file, or paste the lines.")
        return data

    @property
    def days(self) -> Days:
        return Days(**{name: self.cleaned_data.get(name, "") for name in QUESTIONS})
