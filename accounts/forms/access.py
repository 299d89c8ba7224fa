"""The organisers' forms: circles, windows, days, roles."""

from zoneinfo import available_timezones

from django import forms

from accounts.enums import CircleKind, RoleKind
from accounts.models import Circle
from core.limits import REASON_MAX, SEARCH_MAX

MONTHS_MAX = 120
DAYS_MAX = 3_650


def zone_choices() -> list[tuple[str, str]]:
    zones = sorted(available_timezones() - {"Factory", "localtime"})
    return [(zone, zone.replace("_", " ")) for zone in zones]


class ReasonForm(forms.Form):
    """An act on someone's access, with the reason that they read."""

    reason = forms.CharField(
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The person reads this on their access page.",
    )


class WindowForm(ReasonForm):
    circle = forms.ModelChoiceField(Circle.objects.by_name(), empty_label=None)
    anchor_on = forms.DateField(
        label="Counts from",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="The day of graduation. A late start never moves the end.",
    )
    months = forms.IntegerField(
        min_value=0,
        max_value=MONTHS_MAX,
        initial=12,
        help_text="Calendar months. Write 0 for a place for life.",
    )


class DaysForm(ReasonForm):
    days = forms.IntegerField(
        min_value=1,
        max_value=DAYS_MAX,
        initial=30,
        help_text="Whole days, added at the current end.",
    )


class MonthsForm(ReasonForm):
    months = forms.IntegerField(
        min_value=1,
        max_value=MONTHS_MAX,
        initial=12,
        help_text="Calendar months, added at the current end.",
    )


class RoleForm(ReasonForm):
    kind = forms.ChoiceField(choices=RoleKind.choices, label="Role")


class CircleForm(forms.ModelForm):
    zone = forms.ChoiceField(
        choices=zone_choices, help_text="Days of this circle end with the day there."
    )

    class Meta:
        model = Circle
        fields = ["name", "slug", "kind", "zone", "description"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            choice
            for choice in CircleKind.choices
            if choice[0] != CircleKind.COMMUNITY
            or self.instance.kind == CircleKind.COMMUNITY
        ]
        self.fields["slug"].label = "Address name"


class PeopleSearchForm(forms.Form):
    q = forms.CharField(max_length=SEARCH_MAX, required=False, label="Name or address")
