"""What every form of words carries."""

import re
from typing import Any

from django import forms

from core.forms import PlainTextField
from richtext.excerpts import shows_nothing
from writing.models.submission import TOKEN_MAX
from writing.services.submissions import new_token

EMPTY_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")


class SubmissionMixin(forms.Form):
    """A hidden token, new with each form, so that a form sent twice counts once."""

    token = forms.CharField(
        required=False,
        max_length=TOKEN_MAX,
        widget=forms.HiddenInput,
        initial=new_token,
    )


class ProseField(PlainTextField):
    """Markdown. A text is empty where a reader of it would see nothing.

    The first line keeps its indent, which makes it code; empty lines around the text
    go.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        words = EMPTY_LINES.sub("", super().to_python(value)).rstrip()
        is_short_enough = self.max_length is None or len(words) <= self.max_length
        return "" if is_short_enough and shows_nothing(words) else words
