"""Bringing the skills that a person names into the one vocabulary."""

from collections.abc import Iterable

from accounts.models import User
from core import clock
from core.slugs import slug
from stories.enums import Part
from stories.models import SKILL_MAX, Skill, Story, StorySkill
from stories.types import SkillTold


def set_skills(story: Story, told: Iterable[SkillTold], *, by: User) -> bool:
    """Make a locked story's skills those told; say whether anything changed.

    A word that the vocabulary lacks is taken in unvetted: it shows in this story
    and is offered to nobody else. A skill told twice counts once, first come.
    """
    wanted: dict[int, StorySkill] = {}
    for one in told:
        skill = _skill(one, by)
        wanted.setdefault(
            skill.pk,
            StorySkill(
                story=story,
                skill=skill,
                part=one.part,
                weeks=one.weeks if one.part == Part.ADDED else None,
                difficulty=one.difficulty if one.part == Part.ADDED else None,
            ),
        )
    before = {
        (row.skill_id, row.part, row.weeks, row.difficulty)
        for row in story.story_skills.all()
    }
    after = {
        (row.skill_id, row.part, row.weeks, row.difficulty) for row in wanted.values()
    }
    if before == after:
        return False
    story.story_skills.all().delete()
    StorySkill.objects.bulk_create(wanted.values())
    return True


def _skill(told: SkillTold, by: User) -> Skill:
    name = " ".join(told.name.split())[:SKILL_MAX]
    known = Skill.objects.filter(name__iexact=name).order_by("pk").first()
    if known is not None:
        return known
    skill, _is_new = Skill.objects.get_or_create(
        slug=slug(name),
        defaults={
            "name": name,
            "usual_part": told.part,
            "suggested_by": by,
            "created_at": clock.now(),
        },
    )
    return skill
