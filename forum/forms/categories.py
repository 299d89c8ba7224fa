"""The organisers' forms: a category's own fields, and its matrix of rights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from access.enums import CircleKind
from access.models import Circle
from core.forms import LineField, PlainTextField
from core.vocabularies import Path
from forum.enums import Audience, Right, TeaserStyle
from forum.models import Category
from forum.types import Cell

CIRCLE_KINDS = [CircleKind.COMMUNITY, CircleKind.COHORT, CircleKind.OTHER]
LOOKING = (Right.TEASER, Right.READ)


class CategoryForm(forms.Form):
    name = LineField(max_length=60)
    slug = forms.SlugField(
        label="Address",
        max_length=60,
        help_text="Small letters, digits and hyphens; it stands in every link to "
        "the category.",
    )
    description = PlainTextField(
        max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    path = forms.ChoiceField(choices=Path.choices, required=False)
    position = forms.IntegerField(
        min_value=0, max_value=32_000, initial=0, help_text="Small numbers come first."
    )
    teaser_style = forms.ChoiceField(
        label="A teaser shows",
        choices=TeaserStyle.choices,
        help_text="To those whom the rights let see a teaser.",
    )

    def __init__(self, *args: Any, category: Category | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.category = category

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].lower()
        others = Category.objects.filter(slug=slug)
        if self.category:
            others = others.exclude(pk=self.category.pk)
        if others.exists():
            raise forms.ValidationError("Another category has this address.")
        return str(slug)


class VersionField(forms.IntegerField):
    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=1, max_value=2**62)


class EditCategoryForm(CategoryForm):
    version = VersionField()


@dataclass(frozen=True)
class Row:
    """One audience of the matrix: each right with its box, if it can be given."""

    label: str
    boxes: list[tuple[str, Any]]


class RightsForm(forms.Form):
    """A box for each audience and right. A hidden version guards the whole matrix."""

    version = VersionField()

    def __init__(self, *args: Any, category: Category, **kwargs: Any) -> None:
        cells = cells_of(category)
        initial: dict[str, Any] = {_name(*cell): True for cell in cells}
        kwargs["initial"] = initial | {"version": category.version}
        super().__init__(*args, **kwargs)
        self.circles = circles_for(category)
        self.audiences = list(_audiences(self.circles))
        for audience, circle, _label in self.audiences:
            for right in rights_for(audience):
                field = forms.BooleanField(required=False, label=right.label)
                self.fields[_name(audience, circle, right)] = field

    def rows(self) -> list[Row]:
        return [
            Row(label, [self._box(audience, circle, right) for right in Right])
            for audience, circle, label in self.audiences
        ]

    def _box(self, audience: str, circle: int | None, right: Right) -> tuple[str, Any]:
        name = _name(audience, circle, right)
        return str(right.label), self[name] if name in self.fields else None

    def cells(self) -> list[Cell]:
        """The matrix as it was sent."""
        return [
            (audience, circle, right)
            for audience, circle, _label in self.audiences
            for right in rights_for(audience)
            if self.cleaned_data.get(_name(audience, circle, right))
        ]

    def clean(self) -> dict[str, Any]:
        """Whoever may write must be able to read: by their own row or a wider one."""
        cells = set(self.cells())
        for audience, circle, label in self.audiences:
            writes = any(
                (audience, circle, right) in cells
                for right in (Right.START, Right.REPLY, Right.ATTACH)
            )
            if writes and not _reads(cells, audience, circle):
                raise forms.ValidationError(
                    f"{label}: whoever may write here must be able to read here."
                )
        return self.cleaned_data


def _reads(cells: set[Cell], audience: str, circle: int | None) -> bool:
    wider = [(audience, circle), (Audience.EVERYONE, None), (Audience.SIGNED_IN, None)]
    return any((who, where, Right.READ) in cells for who, where in wider)


def cells_of(category: Category) -> list[Cell]:
    return list(category.rights.values_list("audience", "circle", "right"))


def circles_for(category: Category) -> list[Circle]:
    """Circles that are offered, and any that already has a right here."""
    offered = Circle.objects.filter(kind__in=CIRCLE_KINDS)
    used = Circle.objects.filter(
        pk__in=category.rights.exclude(circle=None).values("circle")
    )
    return list((offered | used).distinct().by_name())


def rights_for(audience: str) -> Iterable[Right]:
    return LOOKING if audience == Audience.EVERYONE else Right


def _audiences(circles: list[Circle]) -> Iterable[tuple[str, int | None, str]]:
    yield Audience.EVERYONE, None, "Everyone, signed in or not"
    yield Audience.SIGNED_IN, None, "Everyone who is signed in"
    for circle in circles:
        yield Audience.CIRCLE, circle.pk, f"In {circle.name}"
    for circle in circles:
        yield Audience.ONCE, circle.pk, f"Once in {circle.name}"


def _name(audience: str, circle: int | None, right: str) -> str:
    return f"{audience}-{circle or 0}-{right}"
