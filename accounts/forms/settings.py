"""What a person sets for themselves."""

from django import forms

from accounts.enums import Contrast, Theme
from accounts.forms.fields import DisplayNameField, ZoneField


class SettingsForm(forms.Form):
    display_name = DisplayNameField()
    zone = ZoneField()
    theme = forms.ChoiceField(
        label="Light or dark",
        choices=Theme.choices,
        widget=forms.RadioSelect(attrs={"class": "picks"}),
    )
    contrast = forms.ChoiceField(
        choices=Contrast.choices, widget=forms.RadioSelect(attrs={"class": "picks"})
    )
    shortcuts = forms.BooleanField(
        label="Single keys act (/ searches, j and k step, ? shows them all)",
        required=False,
    )
