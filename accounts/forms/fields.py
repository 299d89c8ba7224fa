"""Fields that several forms share."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from accounts.models import User
from accounts.models.user import known_zones, validate_mailbox
from core import pasted
from core.forms import NameField
from core.limits import EMAIL_MAX, NAME_MAX
from core.zones import listed, place_of, place_within

# "name.tld", which mail programs turn into a link: a dot between two letters and
# an ending of two letters or more. "J.R.R. Tolkien" stays a name.
DOMAIN = re.compile(r"[^\W_]\.[^\W\d_]{2,}", re.UNICODE)


def validate_is_no_link(value: str) -> None:
    if DOMAIN.search(value):
        raise ValidationError(
            "Mail programs would turn this name into a link. "
            "Put a space after the dot, or leave it out."
        )


class DisplayNameField(NameField):
    """The name beside one's words: seen everywhere, in plain-text mail as well."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Your name here",
            help_text="It stands beside what you write. You can change it later.",
            max_length=NAME_MAX,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            error_messages={"required": "Write your name in letters that can be seen."},
            **kwargs,
        )
        model_field = User._meta.get_field("display_name")
        self.validators += [*model_field.validators, validate_is_no_link]


class MailboxField(forms.EmailField):
    """An address as it is pasted, in the one spelling that is stored.

    Its input is of plain text: a browser's own check of addresses refuses what is
    read here, a character that nobody sees and a domain in Unicode.
    """

    default_validators = [validate_mailbox]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "email"}))
        super().__init__(max_length=EMAIL_MAX, **kwargs)
        self.widget.attrs |= {
            "type": "text",
            "inputmode": "email",
            "autocapitalize": "none",
            "spellcheck": "false",
        }

    @classmethod
    def like(cls, field: forms.Field) -> MailboxField:
        """One that stands where another field of a form stood."""
        return cls(
            required=field.required,
            label=field.label,
            widget=field.widget,
            initial=field.initial,
            help_text=field.help_text,
        )

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        try:
            return pasted.canonical(text)
        except ValueError:
            # The validators say what is wrong with it.
            return pasted.mailbox(text)


class CodeField(forms.CharField):
    """A code as it is pasted or read off: see `core.pasted`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="Code", max_length=40, **kwargs)
        self.widget.attrs |= {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "autocapitalize": "none",
            "spellcheck": "false",
        }

    def to_python(self, value: Any) -> str:
        return pasted.code(super().to_python(value) or "")


class HandleField(forms.CharField):
    """A handle, whatever case it is typed in. Whether it is free is asked later."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Handle",
            help_text=(
                "3 to 30 small letters, digits and hyphens. Others mention you by it: "
                "@mira-valk."
            ),
            max_length=30,
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "off",
                    "autocapitalize": "none",
                    "spellcheck": "false",
                }
            ),
            **kwargs,
        )
        self.validators += User._meta.get_field("handle").validators

    def run_validators(self, value: str) -> None:
        """One sentence is enough, and the form of a handle comes before its rules."""
        for validator in sorted(self.validators, key=_form_first):
            validator(value)

    def to_python(self, value: str | None) -> str:
        return (super().to_python(value) or "").removeprefix("@").lower()


class ZoneSelect(forms.Select):
    """The listed zones, and the chosen one should it go by an older name."""

    def optgroups(
        self, name: str, value: list[str], attrs: dict[str, Any] | None = None
    ) -> list[Any]:
        older = [zone for zone in value if zone in known_zones() - {"UTC", *listed()}]
        self.choices = [*self.choices, *((zone, place_of(zone)) for zone in older)]
        return super().optgroups(name, value, attrs)


class ZoneField(forms.ChoiceField):
    """A time zone. Browsers know older names too: those are taken, not listed.

    `of_reader`: it is the reader's own, which a script asks the browser for.
    """

    def __init__(self, *, of_reader: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Time zone")
        kwargs.setdefault(
            "help_text", "Dates and the end of your access are shown in it."
        )
        super().__init__(
            choices=zone_choices,
            widget=ZoneSelect(attrs={"data-zone": ""} if of_reader else {}),
            **kwargs,
        )

    def valid_value(self, value: str) -> bool:
        return value in known_zones()


def _form_first(validator: object) -> bool:
    return not isinstance(validator, RegexValidator)


@cache
def zone_choices() -> list[tuple[str, object]]:
    """Every zone once, by its town, under the heading of its region."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for zone in listed():
        region = zone.partition("/")[0]
        regions.setdefault(region, []).append((zone, place_within(zone)))
    return [("", "Choose your time zone"), ("UTC", "UTC"), *regions.items()]
