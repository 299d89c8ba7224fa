"""Columns of words, which hold nothing that nobody sees, whoever writes them.

Forms clean what is typed and say what is wrong with it. A row that a command, a list,
a shop or a service writes passes here. To migrations they are the fields that they
are made of.
"""

from collections.abc import Callable
from typing import Any

from django.db import models

from core import forms
from core.plain import clean, name, one_line


class _CleanMixin(models.Field):
    cleaned: Callable[[str], str]
    form_class: type[forms.forms.CharField]

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self._clean(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return super().get_db_prep_save(self._clean(value), connection)

    def _clean(self, value: Any) -> Any:
        return type(self).cleaned(value) if isinstance(value, str) else value

    def deconstruct(self) -> Any:
        found, _path, args, kwargs = super().deconstruct()
        plain = next(
            base for base in type(self).__mro__ if base.__module__.startswith("django.")
        )
        return found, f"django.db.models.{plain.__name__}", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.setdefault("form_class", self.form_class)
        return super().formfield(**kwargs)


class LineField(_CleanMixin, models.CharField):
    """A title, or the name of a thing."""

    cleaned = staticmethod(one_line)
    form_class = forms.LineField


class NameField(_CleanMixin, models.CharField):
    """The name of a person."""

    cleaned = staticmethod(name)
    form_class = forms.NameField


class ShortTextField(_CleanMixin, models.CharField):
    """A few sentences of plain text: a reason, a note."""

    cleaned = staticmethod(clean)
    form_class = forms.PlainTextField


class LongTextField(_CleanMixin, models.TextField):
    """Plain text, or the source of Markdown."""

    cleaned = staticmethod(clean)
    form_class = forms.PlainTextField
