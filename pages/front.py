"""What the front page shows, loaded for one reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, IntegerField, Max, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.access import Access
from accounts.bylines import Byline, plain_byline
from accounts.calendar import days_left, last_day_before
from forum.models import Category, Thread
from pages.topics import Topics, topics
from stories.models import Story
from stories.reading import Card, cards
from stories.services.questions import SLUG as QUESTIONS

ROWS = 6
UNANSWERED = 3
LOOKED_AT = 40
TILES = 3
# Days before the end on which the banner comes, also to those who hid it.
MILESTONES = (30, 7, 1, 0)


@dataclass(frozen=True)
class Row:
    thread: Thread
    last_byline: Byline


@dataclass(frozen=True)
class Closing:
    """A window that ends soon. `milestone` is the one that has been reached."""

    last_day: date
    days: int
    milestone: int

    @property
    def next_milestone_on(self) -> date | None:
        """The day on which the banner comes back after it was hidden."""
        later = [stone for stone in MILESTONES if stone < self.milestone]
        return self.last_day - timedelta(days=later[0]) if later else None


@dataclass(frozen=True)
class Front:
    topics: Topics
    rows: Sequence[Row]
    unanswered: Sequence[Row]
    tiles: Sequence[Card]


def load(access: Access) -> Front:
    """Three queries: categories with their counts, threads, stories."""
    threads = _threads(access)
    rows = [_row(thread) for thread in threads if not _is_silent_companion(thread)]
    silent = [
        row
        for row in rows
        if not row.thread.reply_count and not row.thread.is_locked_at(access.now)
    ]
    return Front(
        topics=topics(_categories(access)),
        rows=rows[:ROWS],
        unanswered=silent[:UNANSWERED],
        tiles=_tiles(access),
    )


def _categories(access: Access) -> list[Category]:
    listed = Thread.objects.listed().filter(category=OuterRef("pk")).order_by()
    counted = listed.values("category").annotate(count=Count("pk")).values("count")
    count = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    visible = Category.objects.visible_to(access).by_position()
    return list(visible.annotate(thread_count=count))


def _threads(access: Access) -> list[Thread]:
    found = Thread.objects.visible_to(access).listed().by_latest_activity()
    return list(found.select_related("category", "last_author")[:LOOKED_AT])


def _is_silent_companion(thread: Thread) -> bool:
    """The thread of a story in which nobody has asked yet: the story stands below."""
    return thread.category.slug == QUESTIONS and not thread.reply_count


def _row(thread: Thread) -> Row:
    return Row(thread, plain_byline(thread.last_author or thread.author))


def _tiles(access: Access) -> list[Card]:
    newest = Story.objects.visible_to(access).by_newest().with_skill_counts()
    stories = list(newest.select_related("author")[:TILES])
    return [
        replace(card, byline=plain_byline(card.story.author))
        for card in cards(stories, size="tile", with_bylines=False)
    ]


def own_line(access: Access) -> Card | None:
    """The reader's newest published story as a line for the side column."""
    own = Story.objects.visible_to(access).filter(author=access.person_id)
    stories = list(own.by_newest().with_skill_counts()[:1])
    found = cards(stories, size="side", with_bylines=False)
    return found[0] if found else None


def closing_of(access: Access) -> Closing | None:
    """The end of the reader's window, where it is near."""
    if access.window is None or access.window.ends_at is None:
        return None
    days = days_left(access.now, access.window.ends_at, access.window.zone)
    reached = [stone for stone in MILESTONES if days <= stone]
    if not reached:
        return None
    return Closing(
        last_day=last_day_before(access.window.ends_at, access.window.zone),
        days=days,
        milestone=min(reached),
    )


def visitor_versions() -> tuple[object, ...]:
    """What the visitor's page depends on, in two cheap queries.

    Each change of a thread, a right or a byline raises a version of a category;
    an edited story raises its own. The day stands in for what time alone changes.
    """
    state = Category.objects.aggregate(
        count=Count("pk"), rights=Sum("version"), lists=Sum("activity"), last=Max("pk")
    )
    newest = Story.objects.published().by_newest().values_list("pk", "version")
    today = Access.visitor().now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return (
        *state.values(),
        tuple(newest[:TILES]),
        settings.GATE_MODE,
        today.isoformat(),
    )
