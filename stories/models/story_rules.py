"""What the database itself refuses of a story."""

from django.db import models
from django.db.models import F, Q

from core.vocabularies import Role
from moderation.models.hideable import hidden_whole
from stories.enums import (
    Again,
    Employer,
    Ending,
    Experience,
    Hardest,
    Interest,
    PayBand,
    PayDetail,
    PayDirection,
    Region,
)

MONTHS_MAX = 600
HOURS_MAX = 100
PERCENT_MIN, PERCENT_MAX = -100, 1000

FIVE_TOLD = (
    ~Q(from_role="")
    & ~Q(to_role="")
    & ~Q(ending="")
    & Q(months__isnull=False)
    & ~Q(sentence="")
)
UNSENT = Q(submitted_at=None, published_at=None)


def known(field: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"stories_story_{field}_known",
        condition=Q(**{f"{field}__in": ["", *choices.values]}),
    )


def other_named(field: str, text: str) -> models.CheckConstraint:
    """The free text stands exactly where "something else" was chosen."""
    return models.CheckConstraint(
        name=f"stories_story_{text}_named",
        condition=(Q(**{field: Role.OTHER}) & (UNSENT | ~Q(**{text: ""})))
        | (~Q(**{field: Role.OTHER}) & Q(**{text: ""})),
    )


RULES: list[models.BaseConstraint] = [
    known("from_role", Role),
    known("to_role", Role),
    known("arrived_role", Role),
    known("ending", Ending),
    known("region", Region),
    known("experience", Experience),
    known("employer", Employer),
    known("hardest", Hardest),
    known("again", Again),
    other_named("from_role", "from_other"),
    other_named("to_role", "to_other"),
    other_named("arrived_role", "arrived_other"),
    models.CheckConstraint(
        name="stories_story_sent_with_five", condition=UNSENT | FIVE_TOLD
    ),
    models.CheckConstraint(
        name="stories_story_arrived_only_elsewhere",
        condition=(~Q(ending=Ending.CHOSE_OTHER) & Q(arrived_role=""))
        | (Q(ending=Ending.CHOSE_OTHER) & (UNSENT | ~Q(arrived_role=""))),
    ),
    models.CheckConstraint(
        name="stories_story_months_in_range",
        condition=Q(months=None) | Q(months__gte=1, months__lte=MONTHS_MAX),
    ),
    models.CheckConstraint(
        name="stories_story_hours_in_range",
        condition=Q(hours_per_week=None)
        | Q(hours_per_week__gte=1, hours_per_week__lte=HOURS_MAX),
    ),
    models.CheckConstraint(
        name="stories_story_pay_as_told",
        condition=Q(
            pay_detail=PayDetail.NOTHING,
            pay_direction="",
            pay_band="",
            pay_percent=None,
        )
        | Q(
            pay_detail=PayDetail.DIRECTION,
            pay_direction__in=PayDirection.values,
            pay_band="",
            pay_percent=None,
        )
        | Q(
            pay_detail=PayDetail.BAND,
            pay_direction="",
            pay_band__in=PayBand.values,
            pay_percent=None,
        )
        | Q(
            pay_detail=PayDetail.PERCENT,
            pay_direction="",
            pay_band="",
            pay_percent__isnull=False,
            pay_percent__gte=PERCENT_MIN,
            pay_percent__lte=PERCENT_MAX,
        ),
    ),
    models.CheckConstraint(
        name="stories_story_interest_known",
        condition=Q(interest__in=Interest.values),
    ),
    models.CheckConstraint(
        name="stories_story_thread_only_published",
        condition=Q(thread=None) | Q(published_at__isnull=False),
    ),
    models.CheckConstraint(
        name="stories_story_withdrawn_only_published",
        condition=Q(withdrawn_at=None) | Q(published_at__isnull=False),
    ),
    models.CheckConstraint(
        name="stories_story_revised_after_published",
        condition=Q(revised_at=None, revision_count=0)
        | Q(
            published_at__isnull=False,
            revised_at__isnull=False,
            revised_at__gte=F("published_at"),
            revision_count__gte=1,
        ),
    ),
    models.CheckConstraint(
        name="stories_story_changes_asked_whole",
        condition=Q(changes_asked_at=None, changes_asked_by=None, changes_asked="")
        | (
            Q(changes_asked_at__isnull=False, changes_asked_by__isnull=False)
            & Q(submitted_at__isnull=False)
            & ~Q(changes_asked="")
        ),
    ),
    hidden_whole(also=Q(published_at__isnull=False)),
]
