"""The skills of a story, which are tags."""

from collections.abc import Iterable, Mapping

from django.db.models import F

from accounts.models import User
from stories.enums import Part
from stories.models import Skill, Story, StorySkill
from stories.types import NamedSkill
from tags.enums import Kind
from tags.services.using import take_tags


def set_skills(story: Story, named: Iterable[NamedSkill], *, by: User) -> bool:
    """Make a locked story's skills those told; say whether anything changed.

    A word that the vocabulary lacks is taken in unvetted: it shows in this story
    and is offered to nobody else. A skill told twice counts once, first come.
    """
    named = list(named)
    tags = take_tags((one.name for one in named), by=by, kind=Kind.SKILL)
    wanted: dict[int, StorySkill] = {}
    for one in named:
        tag = tags[one.name]
        wanted.setdefault(
            tag.pk,
            StorySkill(
                story=story,
                tag=tag,
                part=one.part,
                weeks=one.weeks if one.part == Part.ADDED else None,
                difficulty=one.difficulty if one.part == Part.ADDED else None,
            ),
        )
    before = {
        (row.tag_id, row.part, row.weeks, row.difficulty)
        for row in story.story_skills.all()
    }
    after = {
        (row.tag_id, row.part, row.weeks, row.difficulty) for row in wanted.values()
    }
    if before == after:
        return False
    _keep_parts(wanted)
    story.story_skills.all().delete()
    StorySkill.objects.bulk_create(wanted.values())
    return True


def _keep_parts(wanted: Mapping[int, StorySkill]) -> None:
    """Note where a tag usually stands when a story has it for the first time."""
    known = set(Skill.objects.filter(tag__in=wanted).values_list("tag_id", flat=True))
    new = [
        Skill(tag_id=tag_id, usual_part=wanted[tag_id].part)
        for tag_id in sorted(wanted.keys() - known)
    ]
    if new:
        Skill.objects.bulk_create(new, ignore_conflicts=True)


def lock_users_of(tag_id: int, limit: int) -> list[int]:
    """Lock the stories that carry a tag, up to so many, and name them."""
    keys = StorySkill.objects.filter(tag=tag_id).order_by("story_id")
    wanted = list(keys.values_list("story_id", flat=True)[:limit])
    stories = Story.objects.select_for_update(no_key=True).filter(pk__in=wanted)
    return list(stories.order_by("pk").values_list("pk", flat=True))


def move_skill(story_ids: Iterable[int], old: int, new: int) -> None:
    """Give locked stories another tag. Where both stood, the other one stays as told.

    Such a story has a skill less: its version says so to pages that are kept.
    """
    rows = StorySkill.objects.filter(story__in=list(story_ids))
    had = rows.filter(tag=new).values_list("story_id", flat=True)
    both = list(rows.filter(tag=old, story__in=list(had)))
    rows.filter(pk__in=[row.pk for row in both]).delete()
    with_one_less = Story.objects.filter(pk__in=[row.story_id for row in both])
    with_one_less.update(version=F("version") + 1)
    rows.filter(tag=old).update(tag=new)


def adopt_skill(old: int, new: int) -> None:
    """Keep the chip of a tag for the one that it goes into, which may have none."""
    skill = Skill.objects.filter(tag=old).first()
    if skill is not None:
        Skill.objects.get_or_create(
            tag_id=new,
            defaults={"usual_part": skill.usual_part, "rank": skill.rank},
        )
