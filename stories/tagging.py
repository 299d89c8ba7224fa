"""Stories as a use of tags. Registers them with the vocabulary."""

from collections.abc import Iterable

from django.db.models import Count

from access.access import Access
from stories.models import Story, StorySkill
from stories.services import skills
from tags.registry import Use, register_use


def register() -> None:
    register_use(
        Use(
            key="stories",
            one="story",
            many="stories",
            lock=skills.lock_users_of,
            move=skills.move_skill,
            adopt=skills.adopt_skill,
            count=count,
        )
    )


def count(access: Access, tag_ids: Iterable[int]) -> dict[int, int]:
    """By tag, the stories with it that this reader may see."""
    shown = StorySkill.objects.filter(
        tag__in=list(tag_ids), story__in=Story.objects.visible_to(access)
    )
    return dict(shown.values_list("tag").annotate(n=Count("pk")).order_by("tag"))
