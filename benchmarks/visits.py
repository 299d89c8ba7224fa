"""What is asked of the site, and how quick the answers should be."""

import random
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count, cycle
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import F
from django.test import Client

from accounts.models import User
from benchmarks.content import LENGTH, SEED, words
from core.limits import POSTS_A_PAGE
from forum.models import Category, Thread

# Threads that are read and written, and members who do it: a member may send
# 30 posts in ten minutes, and a round sends one each.
READ, WRITTEN = 20, 20


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    before: Callable[[], object] | None = None


@dataclass(frozen=True)
class Visit:
    """One row of the table: a kind of request, and how often it is made.

    `target` is how many times the bare view it may cost, or, where `base` names
    another row, how many times that one.
    """

    name: str
    requests: Iterator[Request]
    status: int = 200
    target: float | None = None
    base: str = ""
    times: int = 400
    warm: int = 80


def visits() -> list[Visit]:
    chance = random.Random(SEED)
    *shallow, deep = Thread.objects.order_by("pk")
    read = [thread.get_absolute_url() for thread in chance.sample(shallow, READ)]
    written = chance.sample(shallow, WRITTEN)
    lists = [category.get_absolute_url() for category in Category.objects.all()]
    members = [cookies_of(person) for person in User.objects.order_by("pk")]
    member = members[0]
    ends = [deep.url_of_page(1), deep.url_of_page(deep.page_count)]
    replies = _replies(written, members, chance)

    def fresh(page: int) -> Iterator[Request]:
        """The page as it is for the first reader after each of its posts changed."""
        path = deep.url_of_page(page)
        return cycle([Request(path, member, before=lambda: _touch(deep, page))])

    return [
        Visit("thread, visitor", _asks(read), target=2),
        Visit("category, visitor", _asks(lists), target=2),
        Visit("home, visitor", _asks(["/"]), target=2),
        Visit("thread, member", _asks(read, member), target=10),
        Visit("category, member", _asks(lists, member), target=8),
        Visit("home, member", _asks(["/"], member), target=12),
        Visit("first of 10,000, member", _asks(ends[:1], member)),
        Visit(
            *("last of 10,000, member", _asks(ends[1:], member)),
            target=1.1,
            base="first of 10,000, member",
        ),
        Visit("first of 10,000, not kept", fresh(1), times=150, warm=10),
        Visit(
            *("last of 10,000, not kept", fresh(deep.page_count)),
            target=1.1,
            base="first of 10,000, not kept",
            times=150,
            warm=10,
        ),
        Visit(
            f"reply of {LENGTH} characters",
            replies,
            status=302,
            target=12,
            times=100,
            warm=20,
        ),
    ]


def bare(pk: int) -> Visit:
    return Visit("bare view", _asks([f"/{pk}/"]), times=1500, warm=200)


def _asks(paths: list[str], headers: dict[str, str] | None = None) -> Iterator[Request]:
    return cycle([Request(path, headers or {}) for path in paths])


def _replies(
    threads: list[Thread], members: list[dict[str, str]], chance: random.Random
) -> Iterator[Request]:
    """Each by the next member, to the next thread, with a text of its own."""
    for number, thread, member in zip(
        count(), cycle(threads), cycle(members), strict=False
    ):
        fields = {
            "csrfmiddlewaretoken": member["X-Token"],
            "token": secrets.token_urlsafe(16),
            "after": str(thread.last_position),
            "body": words(chance, LENGTH - 12) + f" No. {number}.",
        }
        yield Request(f"/t/{thread.pk}/reply/", member, urlencode(fields))


def cookies_of(person: User) -> dict[str, str]:
    """The headers of a browser in which the person is signed in."""
    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    token = secrets.token_hex(16)
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}"
    return {
        "Cookie": f"{cookies}; {settings.CSRF_COOKIE_NAME}={token}",
        "X-Token": token,
    }


def _touch(thread: Thread, page: int) -> None:
    """End what is cached of the thread and of the posts on the page."""
    last = page * POSTS_A_PAGE
    posts = thread.posts.filter(position__range=(last - POSTS_A_PAGE + 1, last))
    for changed in (Thread.objects.filter(pk=thread.pk), posts):
        changed.update(version=F("version") + 1)
