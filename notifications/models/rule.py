from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Cast, Concat

from core import clock
from notifications.enums import SILENT, Level, Source

# The kind of rules about a person: of what they do.
PERSON = "person"


class RuleQuerySet(models.QuerySet["Rule"]):
    def about(self, kind: str, pk: int) -> RuleQuerySet:
        return self.filter(target_kind=kind, target_id=pk)

    def following(self, kind: str, pk: int) -> RuleQuerySet:
        return self.about(kind, pk).filter(level=Level.FOLLOW)

    def silencing(self, person: Any, actor: Any, conversation: Any) -> RuleQuerySet:
        """What keeps a notice from its recipient: of values, or of an outer row."""
        about = Concat(
            Cast("target_kind", TextField()),
            Value("-", TextField()),
            Cast("target_id", TextField()),
        )
        return (
            self.filter(person=person, level__in=SILENT)
            .annotate(about=about)
            .filter(Q(target_kind=PERSON, target_id=actor) | Q(about=conversation))
        )

    def levels(
        self, people: Collection[int], things: Iterable[tuple[str, int]]
    ) -> dict[tuple[int, str, int], str]:
        """What each of many people has said about some things: one query."""
        about = Q(pk=None)
        for kind, pk in things:
            about |= Q(target_kind=kind, target_id=pk)
        rows = self.filter(about, person__in=people)
        return {
            (person, kind, pk): level
            for person, kind, pk, level in rows.values_list(
                "person", "target_kind", "target_id", "level"
            )
        }


class Rule(models.Model):
    """What one person wants to hear and see of one thing, and why that is so."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rules"
    )
    target_kind = models.CharField(max_length=40)
    target_id = models.BigIntegerField()
    level = models.CharField(max_length=6, choices=Level)
    source = models.CharField(max_length=5, choices=Source, default=Source.OWN)
    since = models.DateTimeField(default=clock.now)

    objects = RuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "target_kind", "target_id"],
                name="notifications_rule_once",
            ),
            models.CheckConstraint(
                name="notifications_rule_level_known",
                condition=Q(level__in=Level.values),
            ),
            models.CheckConstraint(
                name="notifications_rule_source_known",
                condition=Q(source__in=Source.values),
            ),
            models.CheckConstraint(
                name="notifications_rule_about_others",
                condition=~Q(target_kind=PERSON, target_id=F("person")),
            ),
        ]
        indexes = [
            # The followers of a thing, in the order in which they are told.
            models.Index(
                fields=["target_kind", "target_id", "level", "person"],
                name="notifications_rule_followers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.target_kind} {self.target_id}"
