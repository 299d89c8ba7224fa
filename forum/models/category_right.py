from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from access.access import Access
from access.models import Circle
from core.asking import keys
from forum.enums import Audience, Right


def held_sql(access: Access) -> tuple[str, dict[str, Any]]:
    """What `held_by` asks, written out for a row `r`, with what it names."""
    rules = [f"r.audience = '{Audience.EVERYONE.value}'"]
    about: dict[str, Any] = {}
    if access.is_signed_in:
        rules.append(f"r.audience = '{Audience.SIGNED_IN.value}'")
    looks = f"'{Right.TEASER.value}', '{Right.READ.value}'"
    for audience, circles, only in (
        (Audience.CIRCLE, access.open_circles, ""),
        (Audience.CIRCLE, access.grace_circles, f' AND r."right" IN ({looks})'),
        (Audience.ONCE, access.once_circles, ""),
    ):
        if circles:
            places, named = keys(sorted(circles), f"circle{len(rules)}x")
            about |= named
            rules.append(
                f"(r.audience = '{audience.value}' AND r.circle_id IN ({places}){only})"
            )
    return " OR ".join(rules), about


class CategoryRightQuerySet(models.QuerySet["CategoryRight"]):
    def held_by(self, access: Access) -> CategoryRightQuerySet:
        """The rights of every audience that the reader belongs to at this moment."""
        audience = Q(audience=Audience.EVERYONE)
        if access.is_signed_in:
            audience |= Q(audience=Audience.SIGNED_IN)
        if access.open_circles:
            audience |= Q(audience=Audience.CIRCLE, circle__in=access.open_circles)
        if access.grace_circles:
            audience |= Q(
                audience=Audience.CIRCLE,
                circle__in=access.grace_circles,
                right__in=[Right.TEASER, Right.READ],
            )
        if access.once_circles:
            audience |= Q(audience=Audience.ONCE, circle__in=access.once_circles)
        return self.filter(audience)


class CategoryRight(models.Model):
    """One thing that one audience may do in one category."""

    category = models.ForeignKey(
        "forum.Category", on_delete=models.CASCADE, related_name="rights"
    )
    audience = models.CharField(max_length=10, choices=Audience)
    circle = models.ForeignKey(
        Circle, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    right = models.CharField(max_length=6, choices=Right)

    objects = CategoryRightQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="forum_categoryright_audience_known",
                condition=Q(audience__in=Audience.values),
            ),
            models.CheckConstraint(
                name="forum_categoryright_right_known",
                condition=Q(right__in=Right.values),
            ),
            models.CheckConstraint(
                name="forum_categoryright_circle_where_due",
                condition=Q(
                    audience__in=[Audience.CIRCLE, Audience.ONCE], circle__isnull=False
                )
                | Q(
                    audience__in=[Audience.EVERYONE, Audience.SIGNED_IN],
                    circle__isnull=True,
                ),
            ),
            # A visitor has no name to put under a post.
            models.CheckConstraint(
                name="forum_categoryright_everyone_only_looks",
                condition=~Q(audience=Audience.EVERYONE)
                | Q(right__in=[Right.TEASER, Right.READ]),
            ),
            models.UniqueConstraint(
                fields=["category", "right", "audience", "circle"],
                condition=Q(circle__isnull=False),
                name="forum_categoryright_circle_once",
            ),
            models.UniqueConstraint(
                fields=["category", "right", "audience"],
                condition=Q(circle=None),
                name="forum_categoryright_audience_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category_id}: {self.audience} may {self.right}"
