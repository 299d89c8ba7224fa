"""The vocabulary as the pages of its upkeep show it."""

from collections.abc import Iterable
from dataclasses import dataclass

from access.access import Access
from core.folding import fold
from tags import registry
from tags.models import Synonym, Tag, TagQuerySet

TAGS_A_PAGE = 100


@dataclass(frozen=True)
class TagRow:
    """A tag, what else means it, and what carries it for this reader."""

    tag: Tag
    synonyms: list[Synonym]
    used: str

    @property
    def kinds(self) -> str:
        kinds = [("topic", self.tag.is_topic), ("skill", self.tag.is_skill)]
        return " and ".join(kind for kind, is_one in kinds if is_one)


@dataclass(frozen=True)
class TagPage:
    """One page of a list of tags. Its neighbours are 0 where there is none."""

    rows: list[TagRow]
    newer: int
    older: int


def tag_page(tags: TagQuerySet, number: int, access: Access) -> TagPage:
    start = (number - 1) * TAGS_A_PAGE
    rows = tag_rows(tags[start : start + TAGS_A_PAGE + 1], access)
    is_last = len(rows) <= TAGS_A_PAGE
    return TagPage(
        rows[:TAGS_A_PAGE], newer=number - 1, older=0 if is_last else number + 1
    )


def tag_rows(tags: TagQuerySet, access: Access) -> list[TagRow]:
    """Two queries, and one for each kind of use, however many tags there are."""
    found = list(tags.prefetch_related("synonyms"))
    used = uses_of([tag.pk for tag in found], access)
    return [TagRow(tag, _others(tag), used.get(tag.pk, "")) for tag in found]


def uses_of(tag_ids: Iterable[int], access: Access) -> dict[int, str]:
    """By tag, what carries it that this reader may see: "3 stories"."""
    wanted = list(tag_ids)
    said: dict[int, list[str]] = {}
    for use in registry.uses():
        for tag_id, number in use.count(access, wanted).items():
            noun = use.one if number == 1 else use.many
            said.setdefault(tag_id, []).append(f"{number} {noun}")
    return {tag_id: ", ".join(parts) for tag_id, parts in said.items()}


def _others(tag: Tag) -> list[Synonym]:
    own = fold(tag.name)
    others = [row for row in tag.synonyms.all() if row.folded != own]
    return sorted(others, key=lambda row: row.folded)
