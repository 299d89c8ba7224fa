from stories.models.revision import StoryRevision
from stories.models.skill import WEEKS_MAX, Skill, StorySkill
from stories.models.story import (
    OTHER_ROLE_MAX,
    PROSE,
    Story,
    StoryQuerySet,
    months_between,
)
from stories.models.story_rules import HOURS_MAX, MONTHS_MAX, PERCENT_MAX, PERCENT_MIN

__all__ = [
    "HOURS_MAX",
    "MONTHS_MAX",
    "OTHER_ROLE_MAX",
    "PERCENT_MAX",
    "PERCENT_MIN",
    "PROSE",
    "WEEKS_MAX",
    "Skill",
    "Story",
    "StoryQuerySet",
    "StoryRevision",
    "StorySkill",
    "months_between",
]
