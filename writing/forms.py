"""What every form of words carries."""

import re
from typing import Any

from django import forms

from core.plain import is_blank
from writing.models.submission import TOKEN_MAX
from writing.services.submissions import new_token

LINE_END = re.compile("\r+\n|\r")
EMPTY_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")


class SubmissionMixin(forms.Form):
    """A hidden token, new with each form, so that a form sent twice counts once."""

    token = forms.CharField(
        required=False,
        max_length=TOKEN_MAX,
        widget=forms.HiddenInput,
        initial=new_token,
    )


class ProseField(forms.CharField):
    """Markdown. Line ends count as one character, as the person counted them.

    The first line keeps its indent, which makes it code; empty lines around the text
    go. The field carries no `maxlength`: a browser would cut a pasted text without a
    word, where the site says how much is too much and keeps all of it.
    """

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        text = "" if value is None else str(value)
        words = super().to_python(LINE_END.sub("\n", text)) or ""
        return "" if is_blank(words) else EMPTY_LINES.sub("", words).rstrip()

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs
