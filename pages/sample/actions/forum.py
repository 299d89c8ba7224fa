"""Categories, threads and posts."""

import re
from datetime import timedelta
from typing import Any

from access.models import Circle
from core import clock
from forum.enums import Audience, Right
from forum.models import Category, Thread
from forum.services.categories import (
    Grantee,
    create_category,
    edit_category,
    set_rights,
)
from forum.services.moderating import lock_thread, pin_thread
from forum.services.posts import reply_to_thread
from forum.services.threads import start_thread
from pages.sample.loading import Conversation, Reply, Room
from pages.sample.world import World

GREETING = re.compile(r"@([a-z0-9-]+)")
Rights = list[tuple[Grantee, Right]]


def furnish(world: World, *, room: Room, position: int) -> None:
    organiser = world.people[world.organiser]
    fields: dict[str, Any] = {
        "name": room.name,
        "description": room.description,
        "position": position,
        "path": room.path,
        "teaser_style": room.teaser,
    }
    # The stories' own category may stand already: it is furnished, not made.
    category = Category.objects.filter(slug=room.slug).first()
    if category is None:
        category = create_category(organiser=organiser, slug=room.slug, **fields)
    else:
        category = edit_category(
            organiser=organiser, category=category, version=category.version, **fields
        )
    set_rights(organiser=organiser, category=category, rights=_rights(room))
    world.categories[room.slug] = category


def _rights(room: Room) -> Rights:
    community = Circle.objects.community()
    rows: Rights = []
    for audience, rights in room.rights.items():
        if audience == community.slug:
            grantee: Grantee = (Audience.CIRCLE, community)
        elif audience == Audience.ONCE:
            grantee = (Audience.ONCE, community)
        else:
            grantee = (Audience(audience), None)
        rows += [(grantee, Right(right)) for right in rights]
    return rows


def start(world: World, *, talk: Conversation) -> None:
    world.threads[talk.title] = start_thread(
        author=world.people[talk.author],
        category=world.categories[talk.category],
        title=talk.title,
        body=talk.body,
    )


def reply(world: World, *, title: str, reply: Reply) -> None:
    thread = world.threads[title]
    reply_to_thread(
        author=world.people[reply.author],
        thread=thread,
        body=reply.body,
        to=answered(thread, reply.body),
    )


def answered(thread: Thread, body: str) -> int | None:
    """Where the last post stands of whom a reply greets first: *Reply* begins so."""
    greeted = GREETING.match(body)
    if not greeted:
        return None
    theirs = thread.posts.shown().filter(author__handle=greeted[1])
    return theirs.order_by("-position").values_list("position", flat=True).first()


def pin(world: World, *, title: str, moderator: str, days: int) -> None:
    pin_thread(
        moderator=world.people[moderator],
        thread=world.threads[title],
        until=clock.now() + timedelta(days=days),
    )


def lock(world: World, *, title: str, moderator: str) -> None:
    lock_thread(
        moderator=world.people[moderator],
        thread=world.threads[title],
        reason="It is a page to be read; what you would change goes into a new thread.",
    )
