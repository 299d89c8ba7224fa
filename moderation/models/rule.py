from django.db import models
from django.db.models import Q

from core import clock
from core.fields import LineField, ShortTextField


class RuleQuerySet(models.QuerySet["Rule"]):
    def in_force(self) -> "RuleQuerySet":
        return self.filter(retired_at=None).order_by("number")


class Rule(models.Model):
    """One house rule, which a message names and quotes.

    A rule is never rewritten: a new wording is a new row under the same number,
    and the old one is retired, so that an old message still quotes what held then.
    """

    number = models.PositiveSmallIntegerField()
    title = LineField(max_length=80)
    text = ShortTextField(max_length=500)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(retired_at=None),
                name="moderation_rule_number_in_force_once",
            ),
            models.CheckConstraint(
                name="moderation_rule_not_blank", condition=~Q(title="") & ~Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return f"Rule {self.number}, {self.title}"
