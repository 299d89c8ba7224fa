"""The forms in which moderators keep the vocabulary."""

from typing import Any

from django import forms

from core.folding import fold
from core.forms import LineField
from core.revisions import REVISION_MAX, revision_of
from tags.models import NAME_MAX, Tag
from tags.services.upkeep import FIELDS


class TagForm(forms.ModelForm):
    """A tag's name and what it means, as the moderator saw them."""

    revision = forms.CharField(
        max_length=REVISION_MAX, required=False, widget=forms.HiddenInput
    )

    class Meta:
        model = Tag
        fields = FIELDS
        help_texts = {
            "name": "As everybody reads it. The name before stays a word for it.",
            "description": "One or two sentences: what belongs here and what does not.",
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["revision"] = revision_of(self.instance, FIELDS)


class SynonymForm(forms.Form):
    text = LineField(
        label="Another word for it",
        max_length=NAME_MAX,
        help_text="Capitals, dashes and spaces make no difference.",
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not fold(text):
            raise forms.ValidationError("Write a word that can be seen.")
        return text


class MergeForm(forms.Form):
    """The tag that another one goes into."""

    into = forms.ModelChoiceField(
        Tag.objects.none(),
        to_field_name="slug",
        label="Which tag does it go into?",
        empty_label="Choose a tag",
        error_messages={"invalid_choice": "Choose a tag that is on offer."},
    )

    def __init__(self, *args: Any, tag: Tag, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Tag.objects.vetted().exclude(pk=tag.pk).by_name()
        self.fields["into"].queryset = others  # type: ignore[attr-defined]
