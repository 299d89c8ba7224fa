"""A forum of 50,000 posts, written in bulk: the same for the same seed."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TypeVar

from allauth.account.models import EmailAddress
from django.db import transaction

from access.enums import GrantSource
from access.models import Circle, Grant
from accounts.models import User
from core import clock
from core.vocabularies import Role
from forum.enums import Audience, Right
from forum.models import Category, CategoryRight, Post, Thread
from richtext import rendering
from stories.enums import Ending
from stories.models import Story

SEED = 7
BATCH = 2_000
STORIES = 12
BODIES = 200
LENGTH = 640
Item = TypeVar("Item")

VOCABULARY = """
alert batch budget canary cluster commit contract cost curve data deploy drift
engineer error feature gateway graph ground incident index latency ledger
limit load metric model month node owner page pipeline place plan platform pod
pool quarter queue registry release request review rollback route sample
schedule schema score server service share signal sprint stage store team
ticket trace traffic window worker year a an and before but for from in it of
on so that the then this to under we with
"""
WORDS = VOCABULARY.split()

CODE = """
```yaml
replicas: 3
strategy: "canary"
```
"""
LIST = "\n- first, **{0}** and `{1}`\n- then [{2}](https://example.org/{0})\n"


@dataclass(frozen=True)
class Size:
    categories: int = 8
    threads: int = 2_000
    posts: int = 20
    deep: int = 10_000
    members: int = 150

    @classmethod
    def of(cls, posts: int | None) -> "Size":
        """The usual size, with as many threads as it takes to have so many posts."""
        if posts is None:
            return cls()
        return cls(threads=(posts - cls.deep) // cls.posts)


def build(size: Size) -> None:
    """Fill an empty, migrated database."""
    chance = random.Random(SEED)
    with transaction.atomic():
        members = _members(size.members)
        categories = _categories(size.categories)
        _stories(members[:STORIES])
        _conversations(size, categories, members, chance)


def _members(count: int) -> list[User]:
    now = clock.now()
    members = [
        User(
            handle=f"member-{number}",
            display_name=f"Member {number}",
            email=f"member-{number}@example.org",
            password="!",
        )
        for number in range(count)
    ]
    _save(members)
    _save(
        EmailAddress(user=person, email=person.email, primary=True, verified=True)
        for person in members
    )
    community = Circle.objects.community()
    _save(
        Grant(
            person=person,
            circle=community,
            starts_at=now - timedelta(days=60),
            ends_at=now + timedelta(days=300),
            source=GrantSource.SAMPLE,
        )
        for person in members
    )
    return members


def _categories(count: int) -> list[Category]:
    categories = [
        Category(
            slug=f"category-{number}",
            name=f"Category {number}",
            description="Generated, and read by nobody.",
            position=number,
        )
        for number in range(count)
    ]
    _save(categories)
    rights = (
        (Audience.EVERYONE, Right.READ),
        (Audience.SIGNED_IN, Right.START),
        (Audience.SIGNED_IN, Right.REPLY),
    )
    _save(
        CategoryRight(category=category, audience=audience, right=right)
        for category in categories
        for audience, right in rights
    )
    return categories


def _stories(authors: list[User]) -> None:
    now = clock.now()
    _save(
        Story(
            author=author,
            from_role=Role.DEVOPS,
            to_role=Role.MLOPS,
            ending=Ending.DONE,
            months=number + 3,
            sentence=f"Generated story number {number}",
            published_at=now - timedelta(days=number),
        )
        for number, author in enumerate(authors)
    )


def _conversations(
    size: Size,
    categories: list[Category],
    members: list[User],
    chance: random.Random,
) -> None:
    """The deep thread last, so that its key is the highest."""
    lengths = [size.posts] * size.threads + [size.deep]
    began = clock.now() - timedelta(days=400)
    threads = []
    for number, length in enumerate(lengths):
        author, last = chance.choice(members), chance.choice(members)
        created_at = began + timedelta(minutes=number)
        threads.append(
            Thread(
                category=categories[number % len(categories)],
                author=author,
                last_author=last,
                title=" ".join(chance.choices(WORDS, k=7)).capitalize(),
                reply_count=length - 1,
                last_position=length,
                created_at=created_at,
                last_posted_at=created_at + timedelta(minutes=length),
            )
        )
    _save(threads)
    bodies = [_body(chance, number) for number in range(BODIES)]
    _save(_posts(threads, members, bodies, chance))


def _posts(
    threads: list[Thread],
    members: list[User],
    bodies: list[tuple[str, rendering.Rendered]],
    chance: random.Random,
) -> Iterator[Post]:
    for thread in threads:
        for position in range(1, thread.last_position + 1):
            body, rendered = chance.choice(bodies)
            author = thread.author
            if position == thread.last_position:
                author = thread.last_author or author
            elif position > 1:
                author = chance.choice(members)
            yield Post(
                thread=thread,
                author=author,
                position=position,
                body=body,
                body_html=rendered.html,
                body_html_version=rendered.version,
                created_at=thread.created_at + timedelta(minutes=position),
            )


def _body(chance: random.Random, number: int) -> tuple[str, rendering.Rendered]:
    """About 640 characters; one text in four has a list, one in eight code."""
    body = words(chance, LENGTH if number % 4 else LENGTH - 80)
    if number % 4 == 0:
        body += "\n" + LIST.format(*chance.choices(WORDS, k=3))
    if number % 8 == 0:
        body += CODE
    return body, rendering.render_patiently(body)


def words(chance: random.Random, length: int) -> str:
    """Plain sentences in plain paragraphs."""
    text = ""
    while len(text) < length:
        text += " ".join(chance.choices(WORDS, k=12)).capitalize() + ". "
    return text[: length - 1].rstrip(" .") + "."


def _save(items: Iterable[Item]) -> None:
    waiting = iter(items)
    while batch := list(islice(waiting, BATCH)):
        type(batch[0])._base_manager.bulk_create(batch)  # type: ignore[attr-defined]
