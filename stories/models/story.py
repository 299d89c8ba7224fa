from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from core import clock
from core.fields import LineField, LongTextField, ShortTextField
from core.limits import REASON_MAX, SENTENCE_MAX, STORY_FIELD_MAX, TITLE_MIN
from core.slugs import slug
from core.vocabularies import Role
from moderation.models import Hideable
from richtext.fields import RichTextField
from stories.enums import (
    Again,
    Employer,
    Ending,
    Experience,
    Hardest,
    Interest,
    Part,
    PayBand,
    PayDetail,
    PayDirection,
    Region,
    State,
)
from stories.models.skill import StorySkill
from stories.models.story_rules import RULES

if TYPE_CHECKING:
    from access.access import Access
    from accounts.models import User

OTHER_ROLE_MAX = 60

# Each text in Markdown, and the field that holds its HTML.
PROSE = {
    "narrative": "narrative_html",
    "hardest_words": "hardest_html",
    "surprise": "surprise_html",
    "differently": "differently_html",
}


class StoryQuerySet(models.QuerySet["Story"]):
    def published(self) -> StoryQuerySet:
        """On the shelf now: neither withdrawn nor hidden."""
        return self.filter(
            published_at__isnull=False, withdrawn_at=None, hidden_at=None
        )

    def visible_to(self, access: Access) -> StoryQuerySet:
        """Stories that may be shown. Published ones are public, to everyone alike.

        Readers are not shown those of people whom they have blocked.
        """
        if not access.blocked:
            return self.published()
        return self.published().exclude(author__in=sorted(access.blocked))

    def openable_by(self, access: Access) -> StoryQuerySet:
        """Stories whose text may be read at some page: also what waits or is hidden.

        Never for lists, counts or search: those start from `visible_to`.
        """
        if not access.is_signed_in:
            return self.published()
        own = Q(author=access.person_id)
        if access.is_moderator:
            sent = Q(submitted_at__isnull=False) | Q(published_at__isnull=False)
            return self.filter(own | (sent & Q(withdrawn_at=None)))
        shown = Q(published_at__isnull=False, withdrawn_at=None, hidden_at=None)
        return self.filter(own | shown)

    def own(self, person: User) -> StoryQuerySet:
        """Everything one has told, whatever became of it and of the window."""
        return self.filter(author=person)

    def pending(self) -> StoryQuerySet:
        return self.filter(
            submitted_at__isnull=False, published_at=None, changes_asked_at=None
        )

    def sent(self) -> StoryQuerySet:
        """Sent to be read and not out: those that wait, and those given back."""
        return self.filter(submitted_at__isnull=False, published_at=None)

    def rendered_before(self, version: int) -> StoryQuerySet:
        """Stories with a text whose HTML is older than the renderer, or unrendered."""
        untold = Q(**dict.fromkeys(PROSE, ""))
        return self.filter(html_version__lt=version).exclude(untold)

    def by_newest(self) -> StoryQuerySet:
        return self.order_by("-published_at", "-pk")

    def by_waiting(self) -> StoryQuerySet:
        return self.order_by("submitted_at", "pk")

    def older_than(self, story: Story) -> StoryQuerySet:
        """What follows `story` in the order of `by_newest`."""
        return self.filter(
            Q(published_at__lt=story.published_at)
            | Q(published_at=story.published_at, pk__lt=story.pk)
        )

    def newer_than(self, story: Story) -> StoryQuerySet:
        return self.filter(
            Q(published_at__gt=story.published_at)
            | Q(published_at=story.published_at, pk__gt=story.pk)
        )

    def with_skill_counts(self) -> StoryQuerySet:
        """Annotate `carried_count` and `added_count`, in the same query."""
        counted = {}
        for part in Part:
            uses = StorySkill.objects.filter(story=OuterRef("pk"), part=part)
            count = uses.order_by().values("story").annotate(n=Count("pk")).values("n")
            counted[f"{part}_count"] = Coalesce(Subquery(count), 0)
        return self.annotate(**counted)

    def for_lists(self) -> StoryQuerySet:
        """With author and skill counts, and without the long texts."""
        return (
            self.select_related("author")
            .with_skill_counts()
            .defer(*PROSE, *PROSE.values())
        )


class Story(Hideable):
    """One person's move between two roles, as that person tells it.

    Five answers (`from_role`, `to_role`, `ending`, `months`, `sentence`) are
    enough to publish; all else may stay empty. `arrived_role` is the line that
    was taken instead, told only by those who chose another. `thread` is where
    readers ask. `version` counts every save, so that two tabs cannot overwrite
    each other; `revision_count` counts changes that a reader can see.
    """

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stories"
    )
    thread = models.OneToOneField(
        "forum.Thread",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="story",
    )

    from_role = models.CharField(max_length=10, choices=Role.choices, blank=True)
    from_other = LineField(max_length=OTHER_ROLE_MAX, blank=True)
    to_role = models.CharField(max_length=10, choices=Role.choices, blank=True)
    to_other = LineField(max_length=OTHER_ROLE_MAX, blank=True)
    ending = models.CharField(max_length=12, choices=Ending.choices, blank=True)
    arrived_role = models.CharField(max_length=10, choices=Role.choices, blank=True)
    arrived_other = LineField(max_length=OTHER_ROLE_MAX, blank=True)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    sentence = LineField(
        max_length=SENTENCE_MAX, blank=True, validators=[MinLengthValidator(TITLE_MIN)]
    )

    started_on = models.DateField(null=True, blank=True)
    finished_on = models.DateField(null=True, blank=True)
    hours_per_week = models.PositiveSmallIntegerField(null=True, blank=True)
    region = models.CharField(max_length=16, choices=Region.choices, blank=True)
    experience = models.CharField(max_length=10, choices=Experience.choices, blank=True)
    employer = models.CharField(max_length=8, choices=Employer.choices, blank=True)
    kept_job = models.BooleanField(null=True, blank=True)

    hardest = models.CharField(max_length=12, choices=Hardest.choices, blank=True)
    hardest_words = LongTextField(
        blank=True, validators=[MaxLengthValidator(STORY_FIELD_MAX)]
    )
    surprise = LongTextField(
        blank=True, validators=[MaxLengthValidator(STORY_FIELD_MAX)]
    )
    again = models.CharField(max_length=12, choices=Again.choices, blank=True)
    differently = LongTextField(
        blank=True, validators=[MaxLengthValidator(STORY_FIELD_MAX)]
    )
    narrative = LongTextField(
        blank=True, validators=[MaxLengthValidator(STORY_FIELD_MAX)]
    )
    hardest_html = RichTextField()
    surprise_html = RichTextField()
    differently_html = RichTextField()
    narrative_html = RichTextField()
    html_version = models.PositiveSmallIntegerField(default=0, editable=False)

    pay_detail = models.CharField(
        max_length=10, choices=PayDetail.choices, default=PayDetail.NOTHING
    )
    pay_direction = models.CharField(
        max_length=4, choices=PayDirection.choices, blank=True
    )
    pay_band = models.CharField(max_length=12, choices=PayBand.choices, blank=True)
    pay_percent = models.SmallIntegerField(null=True, blank=True)
    interest = models.CharField(
        max_length=10, choices=Interest.choices, default=Interest.NONE
    )

    skills = models.ManyToManyField(
        "tags.Tag", through="stories.StorySkill", related_name="stories"
    )

    created_at = models.DateTimeField(default=clock.now, editable=False)
    saved_at = models.DateTimeField(default=clock.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)

    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    changes_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    changes_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    changes_asked = ShortTextField(max_length=REASON_MAX, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    revised_at = models.DateTimeField(null=True, blank=True, editable=False)
    revision_count = models.PositiveIntegerField(default=0, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Set by `with_skill_counts` alone.
    carried_count: int
    added_count: int

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "stories"
        constraints = RULES
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                name="stories_story_newest",
                condition=Q(
                    published_at__isnull=False, withdrawn_at=None, hidden_at=None
                ),
            ),
            models.Index(
                fields=["submitted_at"],
                name="stories_story_pending",
                condition=Q(
                    submitted_at__isnull=False,
                    published_at=None,
                    changes_asked_at=None,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        if words := self.slug:
            return reverse("stories:story_detail", args=[self.pk, words])
        return reverse("stories:story_short", args=[self.pk])

    @property
    def title(self) -> str:
        return self.sentence or "A story without its sentence yet"

    @property
    def slug(self) -> str:
        return slug(self.sentence)

    @property
    def state(self) -> State:
        if self.published_at is None:
            if self.submitted_at is None:
                return State.DRAFT
            return State.CHANGES_ASKED if self.changes_asked_at else State.PENDING
        if self.hidden_at is not None:
            return State.HIDDEN
        return State.WITHDRAWN if self.withdrawn_at else State.PUBLISHED

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def is_pending(self) -> bool:
        return self.state == State.PENDING

    @property
    def missing(self) -> list[str]:
        """Names of the answers that publishing still waits for."""
        needed = ["from_role", "to_role", "ending", "months", "sentence"]
        for role, text in (
            ("from_role", "from_other"),
            ("to_role", "to_other"),
            ("arrived_role", "arrived_other"),
        ):
            if getattr(self, role) == Role.OTHER:
                needed.append(text)
        if self.ending == Ending.CHOSE_OTHER:
            needed.append("arrived_role")
        return [field for field in needed if not getattr(self, field)]


def months_between(start: date, end: date) -> int:
    """Whole months from one month to another: January to August is 7, never 0."""
    return max(1, (end.year - start.year) * 12 + end.month - start.month)
