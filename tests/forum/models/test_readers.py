"""Who of many may see a thing is what each of them may see, over random worlds."""

from datetime import timedelta
from random import Random

import pytest

from access.access import Access
from access.enums import RoleKind
from accounts.models import User
from core import clock
from forum.enums import Audience, Right
from forum.models import Post, Thread
from forum.models.thread import taken_back
from forum.notices import POST
from moderation.models import Message
from notifications import registry
from tests.factories.access import (
    CircleFactory,
    GrantFactory,
    RestrictionFactory,
    RoleFactory,
    community,
)
from tests.factories.accounts import (
    BlockFactory,
    UserFactory,
    former,
    give_second_factor,
)
from tests.factories.forum import CategoryFactory, PostFactory, ThreadFactory, allow

pytestmark = pytest.mark.django_db

WORLDS = 12
# Days from now: a place may have ended, be in its grace, be open, or lie ahead.
STARTS, ENDS = (-400, -20, 5), (-200, -3, 90, None)


def grants(dice, person, circles):
    now = clock.now()
    for circle in dice.sample(circles, dice.randint(0, 3)):
        for _ in range(dice.choice([1, 1, 2])):
            starts_at = now + timedelta(days=dice.choice(STARTS))
            days = dice.choice(ENDS)
            ends_at = None if days is None else now + timedelta(days=days)
            if ends_at and ends_at <= starts_at:
                continue
            revoked = dice.random() < 0.3
            GrantFactory(
                person=person,
                circle=circle,
                starts_at=starts_at,
                ends_at=ends_at,
                grace_days=dice.choice([0, 14]),
                created_at=min(starts_at, now),
                revoked_at=now - timedelta(days=dice.choice([1, 30]))
                if revoked
                else None,
                paused_days=dice.choice([None, 3]) if revoked else None,
            )


def somebody(dice, circles):
    left = dice.random() < 0.1
    person = former() if left else UserFactory(is_active=dice.random() > 0.1)
    grants(dice, person, circles)
    if dice.random() < 0.3:
        kind = dice.choice(RoleKind.values)
        RoleFactory(person=person, kind=kind, circle=dice.choice([None, circles[0]]))
    if dice.random() < 0.6:
        give_second_factor(person)
    if dice.random() < 0.2:
        RestrictionFactory(person=person)
    return person


def crowd(dice, circles):
    """People of every kind, each of whom has blocked some of the others."""
    people = [somebody(dice, circles) for _ in range(12)]
    for person in people:
        others = [other for other in people if other != person]
        for other in dice.sample(others, dice.choice([0, 3, 8])):
            BlockFactory(person=person, blocked=other)
    return people


def room(dice, circles):
    category = CategoryFactory(rights=False)
    for right in (Right.TEASER, Right.READ):
        for audience in dice.sample(Audience.values, dice.choice([0, 1, 1, 2])):
            inside = audience in {Audience.CIRCLE, Audience.ONCE}
            circle = dice.choice(circles) if inside else None
            allow(category, audience, right, circle=circle)
    return category


def conversation(dice, people, category):
    now, author = clock.now(), dice.choice(people)
    thread = ThreadFactory(category=category, author=author)
    state = dice.choice(["", "", "hidden", "held", "taken back", "away"])
    hidden = {"hidden_at": now, "hidden_by": people[0], "hidden_reason": "Rule 4"}
    changes = {
        "hidden": hidden,
        "held": {"held_at": now},
        "taken back": hidden | {"away_at": now, "away_by": author},
        "away": hidden | {"away_at": now, "away_by": dice.choice(people)},
    }
    if state:
        Thread.objects.filter(pk=thread.pk).update(**changes[state])
    for trait in dice.choices(["", "deleted", "hidden", "held"], [4, 1, 1, 1], k=5):
        options = {trait: True} if trait else {}
        PostFactory(thread=thread, author=dice.choice(people), **options)


def everybody_meets(people):
    """In a thread that nothing closes, so that blocks alone make a difference."""
    category = CategoryFactory(rights=False)
    allow(category, Audience.EVERYONE, Right.READ)
    thread = ThreadFactory(category=category)
    for person in people:
        PostFactory(thread=thread, author=person)


def seen(kind, person, things):
    shown = kind.visible_to(Access.of(person)).filter(pk__in=things)
    return set(shown.order_by().values_list("pk", flat=True))


def openable(key):
    """What a person could be shown, had they blocked nobody."""
    access = Access.of(User.objects.get(pk=key))
    shown = Post.objects.openable_by(access).exclude(taken_back("thread__"))
    return set(shown.values_list("pk", flat=True))


def assert_twins(kind, model):
    people = list(User.objects.all())
    things = list(model.objects.values_list("pk", flat=True))
    each = {person.pk: seen(kind, person, things) for person in people}

    readers = kind.readers(things, Access.of_many(people))

    together = {
        person.pk: {thing for thing in things if person.pk in readers.get(thing, ())}
        for person in people
    }
    assert together == each
    return each


@pytest.mark.parametrize("seed", range(WORLDS))
def test_readers_of_posts_are_those_to_whom_they_are_visible(seed):
    dice = Random(seed)
    circles = [community(), CircleFactory(), CircleFactory()]
    people = crowd(dice, circles)
    everybody_meets(people)
    for _ in range(4):
        category = room(dice, circles)
        for _ in range(2):
            conversation(dice, people, category)

    each = assert_twins(registry.target(POST), Post)

    assert len({frozenset(seen) for seen in each.values()}) > 1
    assert any(seen != openable(person) for person, seen in each.items())


def test_readers_of_a_letter_are_those_to_whom_it_is_visible():
    for person in (UserFactory(), UserFactory(), UserFactory(is_active=False)):
        Message.objects.create(recipient=person, subject="A letter", body="Words.")

    assert_twins(registry.target("message"), Message)


@pytest.mark.parametrize("seed", range(WORLDS))
def test_access_of_many_is_that_of_each(seed):
    dice = Random(seed)
    circles = [community(), CircleFactory(), CircleFactory()]
    people = crowd(dice, circles)

    with clock.at(clock.now()):
        each = {person.pk: Access.of(person) for person in people}
        assert Access.of_many(people) == each


@pytest.mark.parametrize("count", [1, 30])
def test_readers_ask_as_often_however_many_they_are(django_assert_num_queries, count):
    post = PostFactory()
    people = [UserFactory() for _ in range(count)]

    with django_assert_num_queries(3):
        accesses = Access.of_many(people)
        readers = registry.target(POST).readers([post.pk], accesses)

    assert readers == {post.pk: {person.pk for person in people}}
