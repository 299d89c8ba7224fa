"""The column in which a rendered text is stored."""

from typing import TYPE_CHECKING, Any

from django.db import models

from richtext.parts import RichText

if TYPE_CHECKING:
    Column = models.TextField[RichText, RichText]
else:
    Column = models.TextField


class RichTextField(Column):
    """A RichText as JSON; an empty one is an empty string.

    Takes nothing but a RichText, so that a string of HTML cannot be stored by
    mistake. A text column, for nobody asks the database what is inside.
    """

    def __init__(self, **options: Any) -> None:
        always = {"blank": True, "editable": False, "default": RichText}
        super().__init__(**(options | always))

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        for always in ("blank", "editable", "default"):
            options.pop(always, None)
        return name, path, args, options

    def from_db_value(self, value: str | None, *_: Any) -> RichText | None:
        return value if value is None else self.to_python(value)

    def to_python(self, value: Any) -> RichText:
        if isinstance(value, RichText):
            return value
        return RichText.from_json(value) if value else RichText()

    def get_prep_value(self, value: Any) -> str | None:
        if isinstance(value, RichText):
            return value.to_json() if value else ""
        if value in (None, ""):
            return value
        raise TypeError("Only a RichText is stored as rendered text.")

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""
