"""How every form of the site is drawn, and how it reads the words that people type."""

from typing import Any

from django import forms
from django.core.validators import MinLengthValidator, ProhibitNullCharactersValidator
from django.forms.renderers import TemplatesSetting

from core.plain import clean, is_blank, name, one_line, seen_length

# So many times the length that a field takes.
FAR = 20
# Characters in which a line that is long enough shows that it is.
LOOKED_AT = 1_000
NEEDED = "This field is required: write something that can be seen."


class FormRenderer(TemplatesSetting):
    """Fields and forms from `templates/django/forms/`, in the look of the site."""

    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/field.html"


def _without_nul(value: Any) -> str:
    """A program sent it where there is one: no person types or pastes it."""
    text = str(value or "")
    ProhibitNullCharactersValidator()(text)
    return text


class SeenLengthValidator(MinLengthValidator):
    """So many signs that a reader sees: invisible ones and spaces count for nothing."""

    def clean(self, x: Any) -> int:
        return seen_length(x[:LOOKED_AT])


class BoundedField(forms.CharField):
    def is_far_too_long(self, text: str) -> bool:
        """Whether it will be refused whatever is cleaned away: that takes its time."""
        return self.max_length is not None and len(text) > FAR * self.max_length


class LineField(BoundedField):
    """One line, whatever was pasted. What shows nothing is empty.

    A `min_length` counts signs as a reader does.
    """

    default_error_messages = {"required": NEEDED}

    def __init__(self, *, min_length: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if min_length is not None:
            self.validators.append(SeenLengthValidator(min_length))

    def to_python(self, value: Any) -> str:
        text = _without_nul(super().to_python(value))
        return text if self.is_far_too_long(text) else one_line(text)


class NameField(LineField):
    """The name of a person, in which only joiners between letters are unseen."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return text if self.is_far_too_long(text) else name(text)


class PlainTextField(BoundedField):
    """A few sentences of plain text. Line ends count as one character.

    The field carries no `maxlength`: a browser would cut a pasted text without a
    word, where the site says how much is too much and keeps all of it.
    """

    widget = forms.Textarea
    default_error_messages = {"required": NEEDED}

    def to_python(self, value: Any) -> str:
        text = _without_nul(value)
        if self.is_far_too_long(text):
            return text
        text = clean(text)
        words = super().to_python(text) or ""
        return "" if is_blank(words) else words

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs
