from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.urls import reverse

from access.access import Access
from access.scopes import Scope
from core.fields import LineField, ShortTextField
from core.vocabularies import Path
from forum.enums import Audience, Right, TeaserStyle
from forum.models.category_right import CategoryRight


def scope_of_category(category_id: int) -> Scope:
    return Scope("category", category_id)


def may(access: Access, right: Right, category: str) -> Exists | ExpressionWrapper:
    """The reader's right in the category of a row, inside the row's own query.

    `category` is the path from the row to its category's key.
    """
    if access.is_moderator or access.is_organiser:
        return ExpressionWrapper(
            Q(pk__isnull=False), output_field=models.BooleanField()
        )
    held = CategoryRight.objects.held_by(access)
    return Exists(held.filter(right=right, category=OuterRef(category)))


def category_name(category_id: int) -> str:
    """The name of a category; nothing where there is none."""
    rows = Category.objects.filter(pk=category_id)
    return rows.values_list("name", flat=True).first() or ""


class CategoryQuerySet(models.QuerySet["Category"]):
    def visible_to(self, access: Access) -> CategoryQuerySet:
        """Categories whose threads the reader may read."""
        if access.is_moderator or access.is_organiser:
            return self.all()
        return self.filter(may(access, Right.READ, "pk"))

    def teased_to(self, access: Access) -> CategoryQuerySet:
        """Closed categories that the reader may know of: by a teaser, or once open."""
        if access.is_moderator or access.is_organiser:
            return self.none()
        return (
            self.with_door(access)
            .filter(Q(shows_teaser=True) | Q(was_open=True))
            .exclude(may(access, Right.READ, "pk"))
        )

    def with_door(self, access: Access) -> CategoryQuerySet:
        """Annotate what the closed door may say: `shows_teaser`, `was_open`."""
        was_open = CategoryRight.objects.filter(
            category=OuterRef("pk"),
            right=Right.READ,
            audience=Audience.CIRCLE,
            circle__in=access.once_circles,
        )
        return self.annotate(
            shows_teaser=ExpressionWrapper(
                Q(may(access, Right.TEASER, "pk"))
                & ~Q(teaser_style=TeaserStyle.HIDDEN),
                output_field=models.BooleanField(),
            ),
            was_open=Exists(was_open),
        )

    def with_rights(self, access: Access) -> CategoryQuerySet:
        """Annotate `may_start`: read in the same query, asked of every list."""
        return self.annotate(may_start=may(access, Right.START, "pk"))

    def startable(self, access: Access) -> CategoryQuerySet:
        return self.filter(may(access, Right.START, "pk")).by_position()

    def by_position(self) -> CategoryQuerySet:
        return self.order_by("position", "name", "pk")


class Category(models.Model):
    """A place for threads on one subject, with rights by audience.

    `version` counts changes of the category itself and of its rights,
    `activity` counts changes of what its list of threads shows. Kept pages are
    kept under them, so every writer raises the one it touches.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = LineField(max_length=60)
    description = ShortTextField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    path = models.CharField(
        max_length=8, choices=Path, blank=True, default=Path.NONE, db_default=Path.NONE
    )
    teaser_style = models.CharField(
        max_length=7, choices=TeaserStyle, default=TeaserStyle.HIDDEN
    )
    version = models.PositiveBigIntegerField(default=1, editable=False)
    activity = models.PositiveBigIntegerField(default=1, editable=False)

    if TYPE_CHECKING:
        # Annotated by the queryset, or set where a list is dressed for a page.
        may_start: bool
        shows_teaser: bool
        was_open: bool
        is_open: bool
        thread_count: int

    objects = CategoryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="forum_category_named", condition=~Q(name="") & ~Q(slug="")
            ),
            models.CheckConstraint(
                name="forum_category_path_known", condition=Q(path__in=Path.values)
            ),
            models.CheckConstraint(
                name="forum_category_teaser_style_known",
                condition=Q(teaser_style__in=TeaserStyle.values),
            ),
        ]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forum:category_detail", args=[self.slug])

    @property
    def scope(self) -> Scope:
        """Where a moderator of this category alone, or a restriction to it, counts."""
        return scope_of_category(self.pk)
