"""The organisers' forms of cohorts."""

from typing import Any

from django import forms

from access.forms.access import ReasonForm
from access.models import Circle
from accounts.forms.fields import ZoneField
from cohorts.models import Cohort


class CohortForm(forms.ModelForm):
    zone = ZoneField(
        of_reader=False, help_text="Days of this cohort end with the day there."
    )

    class Meta:
        model = Cohort
        fields = ["name", "slug", "zone", "starts_on", "ends_on"]
        labels = {
            "slug": "Address name",
            "starts_on": "First day",
            "ends_on": "Last day",
        }
        widgets = {
            "starts_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "ends_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def clean_slug(self) -> str:
        """Small, as lists and shops name it, and as its two circles have it."""
        slug: str = self.cleaned_data["slug"].lower()
        if Circle.objects.by_slug().keys() & {slug, f"{slug}-recordings"}:
            raise forms.ValidationError("A circle has this name. Choose another.")
        return slug


class KeepersForm(ReasonForm):
    """Who is to keep a cohort's recordings. `expected` is the outcome looked at."""

    people_of = forms.ModelChoiceField(
        Circle.objects.by_name(),
        empty_label=None,
        label="Everyone who has a place in",
        help_text="Each gets a place for life. Nobody's other access changes.",
    )
    expected = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    field_order = ["people_of", "reason", "expected"]

    @property
    def terms(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"circle": data["people_of"], "reason": data["reason"]}
