"""What the front page shows, loaded for one reader.

The map, the rows and the tiles are the same for all who may read the same
categories, have blocked the same people and whose clocks agree, so they are kept under
the versions of what they show. What is the reader's own is filled in beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from access.access import Access
from accounts.bylines import Byline, count_of_names, plain_byline
from core.zones import clock_key
from forum.models import Category, Thread
from forum.pages import page_versions
from forum.pages.caching import cached
from forum.pages.finding import categories_for
from forum.pages.listing import count_threads, latest_of
from forum.pages.paging import Slice
from pages.topics import topics
from stories.models import Story
from stories.pages import Card, cards
from stories.services.questions import SLUG as QUESTIONS

ROWS = 6
UNANSWERED = 3
LOOKED_AT = 40
TILES = 3

Keys = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Row:
    thread: Thread
    last_byline: Byline | None


@dataclass(frozen=True)
class Front:
    """The parts of the page, rendered. `own_line` is empty without a story."""

    topics: SafeString
    rows: SafeString
    tiles: SafeString
    own_line: SafeString


def load(access: Access) -> Front:
    """Two queries where the parts are kept, and two more where they are not."""
    categories = categories_for(access)
    newest, own = _story_versions(access)
    rooms = tuple((room.pk, room.version, room.activity) for room in categories)

    def make() -> dict[str, SafeString]:
        count_threads(categories, access)
        return _parts(access, categories, own)

    names, blocked = count_of_names(access), sorted(access.blocked)
    key = ("front", names, clock_key(), rooms, newest, own, blocked)
    return Front(**cached(key, make))


def _parts(
    access: Access, categories: Sequence[Category], own: Keys
) -> dict[str, SafeString]:
    rows = _rows(access, [category.pk for category in categories])
    tiles, own_card = _cards(access, own)
    silent = [
        row for row in rows if not (row.thread.reply_count or row.thread.locked_at)
    ]
    lists = {"rows": rows[:ROWS], "unanswered": silent[:UNANSWERED]}
    return {
        "topics": render_to_string("pages/_map.html", {"topics": topics(categories)}),
        "rows": render_to_string("pages/_rows.html", lists),
        "tiles": render_to_string("pages/_tiles.html", {"tiles": tiles}),
        "own_line": render_to_string("pages/_own_line.html", {"card": own_card})
        if own_card
        else SafeString(""),
    }


def _rows(access: Access, categories: Sequence[int]) -> list[Row]:
    found = latest_of(access, categories, Slice(), LOOKED_AT).by_latest_activity()
    related = found.select_related("category", "author", "last_author")
    threads = related.defer("lock_reason", "hidden_reason")[:LOOKED_AT]
    return [
        Row(thread, _last_byline(thread, access))
        for thread in threads
        if not _is_silent_companion(thread)
    ]


def _last_byline(thread: Thread, access: Access) -> Byline | None:
    """Whoever wrote last is not named to a reader who has blocked them."""
    last = thread.last_author or thread.author
    return None if last.pk in access.blocked else plain_byline(last)


def _is_silent_companion(thread: Thread) -> bool:
    """The thread of a story in which nobody has asked yet: the story stands below."""
    return thread.category.slug == QUESTIONS and not thread.reply_count


def _story_versions(access: Access) -> tuple[Keys, Keys]:
    """Keys and versions of the newest stories, and of the reader's own newest."""
    shown = Story.objects.visible_to(access).by_newest()
    wanted = Q(pk__in=shown.values("pk")[:TILES])
    if access.is_signed_in:
        wanted |= Q(author=access.person_id)
    found = list(shown.filter(wanted).values_list("pk", "version", "author_id"))
    own = [row[:2] for row in found if row[2] == access.person_id]
    return tuple(row[:2] for row in found[:TILES]), tuple(own[:1])


def _cards(access: Access, own: Keys) -> tuple[list[Card], Card | None]:
    """The tiles and the reader's own line, in one query."""
    shown = Story.objects.visible_to(access)
    newest = Q(pk__in=shown.by_newest().values("pk")[:TILES])
    own_keys = [key for key, _version in own]
    wanted = shown.filter(newest | Q(pk__in=own_keys)).by_newest()
    found = list(wanted.with_skill_counts().select_related("author"))
    mine = [story for story in found if story.pk in own_keys]
    own_cards = cards(mine, size="side", with_bylines=False)
    tiles = [
        replace(card, byline=plain_byline(card.story.author))
        for card in cards(found[:TILES], size="tile", with_bylines=False)
    ]
    return tiles, own_cards[0] if own_cards else None


def visitor_versions() -> tuple[object, ...]:
    """What the visitor's page depends on, in two cheap queries.

    Each change of a thread or a right raises a version of a category, each change of a
    name the number of names; an edited story raises its own.
    """
    with connection.cursor() as cursor:
        cursor.execute(*_newest_stories())
        newest = tuple(cursor.fetchall())
    return (page_versions.categories(), newest, settings.GATE_MODE)


@cache
def _newest_stories() -> tuple[str, tuple[Any, ...]]:
    """The question for keys and versions: always the same, so it is composed once."""
    newest = Story.objects.published().by_newest().values_list("pk", "version")
    return newest[:TILES].query.sql_with_params()
