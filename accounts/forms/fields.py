"""Fields that sign-up and settings share."""

import re
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from accounts.models import User
from core.limits import NAME_MAX

# "name.tld", which mail programs turn into a link: a dot between two letters and
# an ending of two letters or more. "J.R.R. Tolkien" stays a name.
DOMAIN = re.compile(r"[^\W_]\.[^\W\d_]{2,}", re.UNICODE)


def validate_is_no_link(value: str) -> None:
    if DOMAIN.search(value):
        raise ValidationError(
            "Mail programs would turn this name into a link. "
            "Put a space after the dot, or leave it out."
        )


class DisplayNameField(forms.CharField):
    """The name beside one's words: seen everywhere, in plain-text mail as well."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Your name here",
            help_text="It stands beside what you write. You can change it later.",
            max_length=NAME_MAX,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            **kwargs,
        )
        model_field = User._meta.get_field("display_name")
        self.validators += [*model_field.validators, validate_is_no_link]

    def to_python(self, value: str | None) -> str:
        return " ".join((super().to_python(value) or "").split())


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


class ZoneField(forms.ChoiceField):
    """A time zone. Browsers know older names too: those are taken, not listed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Time zone",
            help_text="Dates and the end of your access are shown in it.",
            choices=zone_choices,
            widget=forms.Select(attrs={"data-zone": ""}),
            **kwargs,
        )

    def valid_value(self, value: str) -> bool:
        return value in available_timezones()


def _form_first(validator: object) -> bool:
    return not isinstance(validator, RegexValidator)


@cache
def zone_choices() -> list[tuple[str, object]]:
    """Every zone with a place in its name, under the heading of its region."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(available_timezones()):
        region, slash, place = zone.partition("/")
        if slash and region not in {"Etc", "SystemV", "US", "posix", "right"}:
            label = place.replace("_", " ").replace("/", ", ")
            regions.setdefault(region, []).append((zone, label))
    return [("", "Choose your time zone"), ("UTC", "UTC"), *regions.items()]
