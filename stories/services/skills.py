"""Bringing the skills that a person names into the one vocabulary."""

from collections.abc import Iterable
from itertools import chain, count
from operator import attrgetter

from accounts.models import User
from core import clock
from core.plain import cut, one_line
from core.slugs import slug
from stories.enums import Part
from stories.models import SKILL_MAX, Skill, Story, StorySkill
from stories.types import NamedSkill

# Room behind an address for the number that sets it apart.
BASE_MAX = 70


def set_skills(story: Story, named: Iterable[NamedSkill], *, by: User) -> bool:
    """Make a locked story's skills those told; say whether anything changed.

    A word that the vocabulary lacks is taken in unvetted: it shows in this story
    and is offered to nobody else. A skill told twice counts once, first come.
    """
    named = list(named)
    # New words are written in one order, so that two authors cannot block each other.
    known = {one.name: _skill(one, by) for one in sorted(named, key=attrgetter("name"))}
    wanted: dict[int, StorySkill] = {}
    for one in named:
        skill = known[one.name]
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


def _skill(named: NamedSkill, by: User) -> Skill:
    name = cut(one_line(named.name), SKILL_MAX)
    known = Skill.objects.filter(name__iexact=name).order_by("pk").first()
    if known is not None:
        return known
    return _new_skill(name, named, by)


def _new_skill(name: str, named: NamedSkill, by: User) -> Skill:
    """Take a word in under an address of its own.

    Addresses are not names: many words share one, and signs alone have none. Whoever
    takes the same word in at the same moment is answered with it.
    """
    base = cut(slug(name), BASE_MAX) or "skill"
    addresses = chain([base], (f"{base}-{number}" for number in count(2)))
    like_it = list(Skill.objects.filter(slug__startswith=base).order_by("pk"))
    # SQLite tells capitals apart beyond ASCII.
    same = [skill for skill in like_it if _is_called(skill, name)]
    if same:
        return same[0]
    taken = {skill.slug for skill in like_it}
    defaults = {
        "name": name,
        "usual_part": named.part,
        "suggested_by": by,
        "created_at": clock.now(),
    }
    while True:
        address = next(found for found in addresses if found not in taken)
        skill, is_new = Skill.objects.get_or_create(slug=address, defaults=defaults)
        if is_new or _is_called(skill, name):
            return skill


def _is_called(skill: Skill, name: str) -> bool:
    return skill.name.casefold() == name.casefold()
