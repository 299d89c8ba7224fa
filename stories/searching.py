"""How stories are found. Registers their kind with search."""

from collections.abc import Sequence
from typing import Any

from accounts.bylines import plain_byline
from richtext.excerpts import excerpt
from search import registry
from search.registry import Found, Kind
from search.terms import all_terms
from stories.models import Story
from stories.phrases import summary_of

EXCERPT = 180
FIELDS = (
    "sentence",
    "narrative",
    "hardest_words",
    "surprise",
    "differently",
    "from_other",
    "to_other",
    "arrived_other",
)


def register() -> None:
    registry.register_kind(Kind(key="stories", label="Stories", find=find))


def find(access: Any, words: Sequence[str], limit: int) -> list[Found]:
    stories = (
        Story.objects.visible_to(access)
        .filter(all_terms(words, *FIELDS))
        .select_related("author")
        .by_newest()[:limit]
    )
    return [
        Found(
            title=story.title,
            url=story.get_absolute_url(),
            excerpt=excerpt(story.narrative_html, EXCERPT),
            byline=plain_byline(story.author),
            at=story.published_at,
            note=summary_of(story),
        )
        for story in stories
    ]
