from django.db import models
from django.db.models import Q

from stories.enums import Difficulty, Part

WEEKS_MAX = 260


class SkillQuerySet(models.QuerySet):
    def vetted(self):
        """Those offered to everyone; the rest were suggested and wait."""
        vetted = self.filter(tag__merged_into=None, tag__is_skill=True)
        return vetted.exclude(tag__vetted_at=None).select_related("tag")

    def by_list(self):
        return self.order_by("-usual_part", "rank", "tag__name")


class Skill(models.Model):
    """What stories keep of a tag beside its name: where its chip stands in the form.

    Every tag that a story has used has one.
    """

    tag = models.OneToOneField(
        "tags.Tag", on_delete=models.CASCADE, related_name="skill"
    )
    label = models.CharField(max_length=30, blank=True)
    usual_part = models.CharField(max_length=10, choices=Part.choices)
    rank = models.PositiveSmallIntegerField(default=1000)

    objects = SkillQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stories_skill_usual_part_known",
                condition=Q(usual_part__in=Part.values),
            ),
        ]

    def __str__(self):
        return str(self.tag)

    @property
    def name(self):
        return self.tag.name

    @property
    def slug(self):
        return self.tag.slug

    @property
    def short(self):
        """The form that fits on a line or a chip."""
        return self.label or self.name


class StorySkill(models.Model):
    """One tag as a skill in one story: brought along, or learnt on the way."""

    story = models.ForeignKey(
        "stories.Story", on_delete=models.CASCADE, related_name="story_skills"
    )
    tag = models.ForeignKey(
        "tags.Tag", on_delete=models.PROTECT, related_name="story_skills"
    )
    part = models.CharField(max_length=10, choices=Part.choices)
    weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    difficulty = models.PositiveSmallIntegerField(
        null=True, blank=True, choices=Difficulty.choices
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="stories_storyskill_once_a_story", fields=["story", "tag"]
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
        return str(self.tag)

    @property
    def name(self):
        return self.tag.name

    @property
    def short(self):
        return self.tag.skill.short

    @property
    def has_chip(self):
        """Whether the form offers it where the story has it."""
        tag = self.tag
        is_offered = tag.is_skill and tag.is_vetted and not tag.is_merged
        return is_offered and tag.skill.usual_part == self.part

    @property
    def effort(self):
        """How long and how hard, in the words of the story page."""
        said = []
        if self.weeks:
            said.append(f"{self.weeks} week{'' if self.weeks == 1 else 's'}")
        if self.difficulty:
            said.append(self.get_difficulty_display())
        return ", ".join(said)
