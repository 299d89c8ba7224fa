"""The organisers' forms: circles, windows, days, roles."""

from typing import Any

from django import forms

from access.enums import ChangeKind, CircleKind, RoleKind
from access.models import Circle
from access.services.circles import FIELDS
from accounts.forms.fields import ZoneField
from core.forms import LineField, PlainTextField
from core.limits import REASON_MAX, SEARCH_MAX
from core.revisions import REVISION_MAX, revision_of

MONTHS_MAX = 120
DAYS_MAX = 3_650


class ReasonForm(forms.Form):
    """An act on someone's access, with the reason that they read."""

    reason = PlainTextField(
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The person reads this on their access page.",
    )


class ChangeForm(ReasonForm):
    """A change of access: what, where, how much, and why.

    Each kind takes the terms that it needs; `terms` gives just these.
    """

    NEEDS = {
        ChangeKind.OPEN: ("months", "anchor_on"),
        ChangeKind.EXTEND: ("days",),
        ChangeKind.RENEW: ("months",),
    }

    kind = forms.ChoiceField(
        choices=[
            choice
            for choice in ChangeKind.choices
            if choice[0] != ChangeKind.REVOKE_ONE
        ],
        widget=forms.RadioSelect,
        label="What changes",
    )
    circle = forms.ModelChoiceField(
        Circle.objects.by_name(),
        empty_label=None,
        help_text="Where their place changes. The community’s place is the window.",
    )
    days = forms.IntegerField(
        min_value=1,
        max_value=DAYS_MAX,
        required=False,
        label="Days to add",
        help_text="Whole days, added at the current end.",
    )
    months = forms.IntegerField(
        min_value=0,
        max_value=MONTHS_MAX,
        required=False,
        label="Months to open or renew",
        help_text="Calendar months. To open a place for life, write 0.",
    )
    anchor_on = forms.DateField(
        required=False,
        label="Counts from",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="For a place that opens: the day of graduation, or empty for today. "
        "A late start never moves the end. A place for life opens on that day.",
    )

    field_order = ["kind", "circle", "days", "months", "anchor_on", "reason"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = data.get("kind")
        if kind == ChangeKind.EXTEND and not data.get("days"):
            self._ask("days", "Write how many days to add.")
        if kind in {ChangeKind.OPEN, ChangeKind.RENEW} and data.get("months") is None:
            self._ask("months", "Write how many months.")
        if kind == ChangeKind.RENEW and data.get("months") == 0:
            self._ask("months", "Write at least 1 month.")
        return data

    def _ask(self, field: str, sentence: str) -> None:
        if field not in self.errors:
            self.add_error(field, sentence)

    @property
    def terms(self) -> dict[str, Any]:
        """What `preview` and `carry_out` take beside the people."""
        data = self.cleaned_data
        needs = self.NEEDS.get(data["kind"], ())
        return {name: data[name] for name in ("kind", "circle", "reason", *needs)}


class RoleForm(ReasonForm):
    kind = forms.ChoiceField(choices=RoleKind.choices, label="Role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "reason"
        ].help_text = "It stands beside the role here, and in the log."


class CircleForm(forms.ModelForm):
    zone = ZoneField(
        of_reader=False, help_text="Days of this circle end with the day there."
    )
    revision = forms.CharField(
        required=False, max_length=REVISION_MAX, widget=forms.HiddenInput
    )

    class Meta:
        model = Circle
        fields = ["name", "slug", "kind", "zone", "grace_days", "description"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["revision"].required = True
            self.initial.setdefault("revision", revision_of(self.instance, FIELDS))
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [
            choice
            for choice in CircleKind.choices
            if choice[0] != CircleKind.COMMUNITY
            or self.instance.kind == CircleKind.COMMUNITY
        ]
        self.fields["slug"].label = "Address name"
        self.fields["slug"].help_text = "In small letters; lists and shops name it so."
        if self.instance.kind == CircleKind.COMMUNITY:
            for name in ("slug", "kind"):
                self.fields[name].disabled = True
                self.fields[name].help_text = "Every window is a place in this circle."
        self.fields["grace_days"].label = "Days of reading after the end"
        self.fields["grace_days"].help_text = (
            "0 closes with the last day. Counts for places that are given from now on: "
            "those that stand keep the days they were given with."
        )

    def clean_slug(self) -> str:
        """Small, as it is in addresses: two that differ in capitals would be one."""
        slug: str = self.cleaned_data["slug"].lower()
        others = Circle.objects.exclude(pk=self.instance.pk)
        if others.filter(slug__iexact=slug).exists():
            raise forms.ValidationError("A circle has this name. Choose another.")
        return slug


class PeopleSearchForm(forms.Form):
    q = LineField(
        max_length=SEARCH_MAX,
        required=False,
        label="Name or address",
        widget=forms.SearchInput,
    )
