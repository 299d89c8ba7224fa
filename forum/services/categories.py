"""Categories and their rights, which organisers arrange."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from access.access import Access
from access.models import Circle
from accounts.models import User
from accounts.services import audit
from core.errors import Changed
from core.verdicts import enforce
from core.vocabularies import Path
from forum import policies
from forum.enums import Audience, Right, TeaserStyle
from forum.models import Category, CategoryRight
from forum.types import Cell

FIELDS = ("slug", "name", "description", "position", "path", "teaser_style")
Grantee = tuple[Audience, Circle | None]


def create_category(
    *,
    organiser: User,
    slug: str,
    name: str,
    description: str = "",
    position: int = 0,
    path: str = Path.NONE,
    teaser_style: str = TeaserStyle.HIDDEN,
) -> Category:
    """Make a category that nobody but the staff can enter until rights are given."""
    with transaction.atomic():
        enforce(policies.can_arrange_categories(Access.of(organiser)))
        category = Category.objects.create(
            slug=slug,
            name=name,
            description=description,
            position=position,
            path=path,
            teaser_style=teaser_style,
        )
        audit.record(
            actor=organiser,
            action="category.created",
            target=category,
            after=_facts(category),
        )
    return category


def edit_category(
    *, organiser: User, category: Category, version: int, **changes: Any
) -> Category:
    """Change a category's own fields. `version` is the one the organiser saw."""
    with transaction.atomic():
        category = _locked(organiser, category, version)
        before = _facts(category)
        for name, value in changes.items():
            setattr(category, name, value)
        if _facts(category) == before:
            return category
        category.version += 1
        category.save(update_fields=[*changes, "version"])
        audit.record(
            actor=organiser,
            action="category.edited",
            target=category,
            before=before,
            after=_facts(category),
        )
    return category


def set_rights(
    *,
    organiser: User,
    category: Category,
    rights: Iterable[tuple[Grantee, Right]],
    version: int | None = None,
) -> Category:
    """Replace the whole matrix of a category's rights in one step."""
    wanted = {
        (Audience(audience), circle.pk if circle else None, Right(right))
        for (audience, circle), right in rights
    }
    with transaction.atomic():
        category = _locked(organiser, category, version)
        before = set(category.rights.values_list("audience", "circle", "right"))
        if before == wanted:
            return category
        for audience, circle, right in before - wanted:
            category.rights.filter(
                audience=audience, circle=circle, right=right
            ).delete()
        CategoryRight.objects.bulk_create(
            CategoryRight(
                category=category, audience=audience, circle_id=circle, right=right
            )
            for audience, circle, right in wanted - before
        )
        category.version += 1
        category.save(update_fields=["version"])
        audit.record(
            actor=organiser,
            action="category.rights_set",
            target=category,
            before={"rights": _words(before)},
            after={"rights": _words(wanted)},
        )
    return category


def _locked(organiser: User, category: Category, version: int | None) -> Category:
    category = Category.objects.select_for_update(no_key=True).get(pk=category.pk)
    enforce(policies.can_arrange_categories(Access.of(organiser)))
    if version is not None and category.version != version:
        raise Changed(
            "Someone changed this category after you opened it. "
            "Nothing has been overwritten."
        )
    return category


def _facts(category: Category) -> dict[str, object]:
    return {name: getattr(category, name) for name in FIELDS}


def _words(rights: Iterable[Cell]) -> list[str]:
    return sorted(
        f"{audience}{f' {circle}' if circle else ''}: {right}"
        for audience, circle, right in rights
    )
