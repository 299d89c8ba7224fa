from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.fields import LineField
from stories.enums import Difficulty, Part

SKILL_MAX = 60
WEEKS_MAX = 260


class SkillQuerySet(models.QuerySet):
    def vetted(self):
        """Those offered to everyone; the rest were suggested and wait."""
        return self.exclude(vetted_at=None)

    def by_list(self):
        return self.order_by("-usual_part", "rank", "name")


class Skill(models.Model):
    """A skill as everyone writes it, so that stories can be compared.

    A word that nobody has vetted yet still shows in the story that brought it.
    """

    slug = models.SlugField(max_length=80, unique=True)
    name = LineField(max_length=SKILL_MAX)
    label = models.CharField(max_length=30, blank=True)
    usual_part = models.CharField(max_length=10, choices=Part.choices)
    rank = models.PositiveSmallIntegerField(default=1000)
    vetted_at = models.DateTimeField(null=True, blank=True)
    suggested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = SkillQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stories_skill_named", condition=~Q(name="") & ~Q(slug="")
            ),
            models.CheckConstraint(
                name="stories_skill_usual_part_known",
                condition=Q(usual_part__in=Part.values),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def short(self):
        """The form that fits on a line or a chip."""
        return self.label or self.name


class StorySkill(models.Model):
    """One skill in one story: brought along, or learnt on the way."""

    story = models.ForeignKey(
        "stories.Story", on_delete=models.CASCADE, related_name="story_skills"
    )
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="uses")
    part = models.CharField(max_length=10, choices=Part.choices)
    weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    difficulty = models.PositiveSmallIntegerField(
        null=True, blank=True, choices=Difficulty.choices
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="stories_storyskill_once_a_story", fields=["story", "skill"]
            ),
            models.CheckConstraint(
                name="stories_storyskill_part_known", condition=Q(part__in=Part.values)
            ),
            models.CheckConstraint(
                name="stories_storyskill_weeks_in_range",
                condition=Q(weeks=None) | Q(weeks__gte=1, weeks__lte=WEEKS_MAX),
            ),
            models.CheckConstraint(
                name="stories_storyskill_difficulty_in_range",
                condition=Q(difficulty=None)
                | Q(difficulty__gte=Difficulty.EASY, difficulty__lte=5),
            ),
            models.CheckConstraint(
                name="stories_storyskill_only_added_took_time",
                condition=Q(part=Part.ADDED) | Q(weeks=None, difficulty=None),
            ),
        ]

    def __str__(self):
        return str(self.skill)

    @property
    def effort(self):
        """How long and how hard, in the words of the story page."""
        said = []
        if self.weeks:
            said.append(f"{self.weeks} week{'' if self.weeks == 1 else 's'}")
        if self.difficulty:
            said.append(self.get_difficulty_display())
        return ", ".join(said)
