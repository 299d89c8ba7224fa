"""What stories tell about people: the move beside a name, and what stays theirs."""

from collections.abc import Iterable

from django.urls import reverse

from access.access import Access
from accounts.models import User
from accounts.registry import (
    Mark,
    OwnedItem,
    Section,
    register_marks,
    register_owned_items,
    register_profile_section,
)
from core.vocabularies import Role
from stories.enums import Ending
from stories.models import Story
from stories.pages.cards import cards

ARRIVED = (Ending.DONE, Ending.CHOSE_OTHER)
MARKED = {Role.DEVOPS, Role.PLATFORM, Role.MLOPS}


def register() -> None:
    register_marks(moves_of)
    register_owned_items(own_stories)
    register_profile_section(profile_section)


def moves_of(ids: Iterable[int]) -> dict[int, list[Mark]]:
    """For each person who has told of an arrival, the latest move told: one query."""
    rows = (
        Story.objects.published()
        .filter(author__in=list(ids), ending__in=ARRIVED, from_role__in=MARKED)
        .order_by("published_at", "pk")
        .values_list("author", "from_role", "to_role", "arrived_role")
    )
    marks: dict[int, list[Mark]] = {}
    for author, start, goal, instead in rows:
        end = instead or goal
        if end in MARKED:
            label = f"from {Role(start).field} to {Role(end).field}"
            if instead and instead != goal:
                label += f" instead of {Role(goal).field}"
            marks[author] = [Mark(kind="move", label=label, start=start, end=end)]
    return marks


def own_stories(person: User) -> OwnedItem:
    count = Story.objects.own(person).count()
    return OwnedItem(
        label="story" if count == 1 else "stories",
        count=count,
        url=reverse("stories:own_index"),
        sign="book",
    )


def profile_section(person: User, access: Access) -> Section | None:
    found = Story.objects.visible_to(access).own(person).for_lists().by_newest()
    tiles = cards(found, size="tile", with_bylines=False)
    if not tiles:
        return None
    return Section("stories/own/_profile.html", {"cards": tiles, "person": person})
