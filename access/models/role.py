from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from access import registry
from access.enums import RoleKind
from access.models.circle import Circle
from access.scopes import CIRCLE, Scope, scope_of
from core import clock
from core.fields import ShortTextField
from core.limits import REASON_MAX


class RoleQuerySet(models.QuerySet["Role"]):
    def for_the_site(self) -> RoleQuerySet:
        """Those that count everywhere, and not in one part alone."""
        return self.filter(circle=None, scope_kind="")


class Role(models.Model):
    """A part that a person plays: for the whole site, one circle, or one thing of a
    kind that a room registers (`scope_kind`, `scope_id`).

    It has an effect only while the person has a second factor.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="roles"
    )
    kind = models.CharField(max_length=10, choices=RoleKind)
    circle = models.ForeignKey(
        Circle, on_delete=models.PROTECT, related_name="roles", null=True, blank=True
    )
    scope_kind = models.CharField(max_length=30, blank=True, default="")
    scope_id = models.PositiveBigIntegerField(null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    reason = ShortTextField(max_length=REASON_MAX, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="access_role_kind_known", condition=Q(kind__in=RoleKind.values)
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "circle"],
                condition=Q(ended_at=None, circle__isnull=False),
                name="access_role_circle_once",
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(ended_at=None, circle=None, scope_kind=""),
                name="access_role_site_once",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "scope_kind", "scope_id"],
                condition=Q(ended_at=None) & ~Q(scope_kind=""),
                name="access_role_scope_once",
            ),
            models.CheckConstraint(
                name="access_role_scope_whole",
                condition=Q(scope_kind="", scope_id=None)
                | (~Q(scope_kind="") & Q(scope_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="access_role_one_scope",
                condition=Q(circle=None) | Q(scope_kind=""),
            ),
            models.CheckConstraint(
                name="access_role_circle_by_itself",
                condition=~Q(scope_kind=CIRCLE),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind}"

    @property
    def scope(self) -> Scope | None:
        return scope_of(self.circle_id, self.scope_kind, self.scope_id)

    @property
    def scope_name(self) -> str:
        """What the part of the site is called; nothing for the whole of it."""
        if self.circle is not None:
            return self.circle.name
        return registry.scope_name(self.scope) if self.scope else ""
