"""Who of many people may be told of some posts: asked by the set.

The twin of `forum.notices` asking `Post.objects.visible_to` for one reader; a test
holds the two equal over random worlds. It composes no query for a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from access.access import Access
from core import dry_run
from forum.enums import Audience, Right
from forum.models.category_right import CategoryRight
from forum.models.post import Post


class _Facts(NamedTuple):
    """What rights hang on, of a post and its thread."""

    pk: int
    author: int
    held_at: datetime | None
    hidden_at: datetime | None
    thread_author: int
    thread_held_at: datetime | None
    thread_hidden_at: datetime | None
    away_by: int | None
    category: int


# Who reads a category: an audience, and the circle where it is one of a circle.
_Rights = Mapping[int, Collection[tuple[str, int | None]]]


def readers_of_posts(
    keys: Collection[int], accesses: Mapping[int, Access]
) -> dict[int, set[int]]:
    """Of each post, the people who may be told of it: two queries."""
    posts = _facts(keys)
    rights = _reading_rights({post.category for post in posts})
    return {
        post.pk: {
            person
            for person, access in accesses.items()
            if _reads(access, post, rights)
        }
        for post in posts
    }


def _facts(keys: Collection[int]) -> list[_Facts]:
    """Nobody hears of deleted posts, nor of a thread that was taken back."""
    rows = Post.objects.filter(pk__in=keys, deleted_at=None).values_list(
        *("pk", "author", "held_at", "hidden_at"),
        *("thread__author", "thread__held_at", "thread__hidden_at"),
        *("thread__away_by", "thread__category"),
    )
    found = (_Facts(*row) for row in rows)
    return [post for post in found if post.away_by != post.thread_author]


def _reading_rights(categories: Collection[int]) -> _Rights:
    rights = defaultdict(set)
    rows = CategoryRight.objects.filter(category__in=categories, right=Right.READ)
    for category, audience, circle in rows.values_list(
        "category", "audience", "circle"
    ):
        rights[category].add((audience, circle))
    return rights


def _reads(access: Access, post: _Facts, rights: _Rights) -> bool:
    if post.author in access.blocked:
        return False
    if access.is_moderator:
        return True
    if post.hidden_at or post.thread_hidden_at:
        return False
    own = None if dry_run.is_active() else access.person_id
    if post.held_at and post.author != own:
        return False
    if post.thread_held_at and post.thread_author != own:
        return False
    return access.is_organiser or any(
        _belongs(access, audience, circle)
        for audience, circle in rights.get(post.category, ())
    )


def _belongs(access: Access, audience: str, circle: int | None) -> bool:
    """The twin of `CategoryRight.objects.held_by` for the right to read."""
    match audience:
        case Audience.EVERYONE:
            return True
        case Audience.SIGNED_IN:
            return access.is_signed_in
        case Audience.CIRCLE:
            return circle in access.readable_circles
        case Audience.ONCE:
            return circle in access.once_circles
    return False
