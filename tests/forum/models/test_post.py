"""Whose eyes a post is for, and what the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from access.access import Access
from core import clock
from forum.models import CategoryRight, Post, Thread
from tests.factories.access import expired, member, moderator, organiser
from tests.factories.forum import (
    CategoryFactory,
    PostFactory,
    ThreadFactory,
    members_category,
)
from tests.richtext.parsing import rich

pytestmark = pytest.mark.django_db


def access_of(actor):
    return Access.of(actor()) if actor else Access.visitor()


@pytest.mark.parametrize(
    ("trait", "actor", "sees"),
    [
        ({}, None, True),
        ({"hidden": True}, None, False),
        ({"hidden": True}, organiser, False),
        ({"hidden": True}, moderator, True),
        ({"deleted": True}, None, False),
        ({"deleted": True}, moderator, False),
        ({"held": True}, None, False),
        ({"held": True}, organiser, False),
        ({"held": True}, moderator, True),
    ],
)
def test_visible_to(trait, actor, sees):
    post = PostFactory(**trait)

    found = Post.objects.visible_to(access_of(actor)).filter(pk=post.pk)

    assert found.exists() == sees


def test_visible_to_its_author_while_it_is_held_and_not_while_it_is_hidden():
    author = member()
    held = PostFactory(author=author, held=True)
    PostFactory(author=author, hidden=True)

    assert list(Post.objects.visible_to(Access.of(author))) == [held]


@pytest.mark.parametrize("fields", [{"hidden": True}, {"category": members_category}])
def test_visible_to_follows_the_thread(fields):
    fields = {name: make() if callable(make) else make for name, make in fields.items()}
    PostFactory(thread=ThreadFactory(**fields))

    for actor in (None, expired):
        assert not Post.objects.visible_to(access_of(actor)).exists()


def test_own_is_ones_own_whatever_is_closed():
    author = expired()
    posts = [
        PostFactory(author=author, thread__category=members_category()),
        PostFactory(author=author, hidden=True),
        PostFactory(author=author, deleted=True),
        PostFactory(author=author, held=True),
    ]
    PostFactory()

    assert set(Post.objects.own(author)) == set(posts)


def test_places_carry_no_words(django_assert_num_queries):
    post = PostFactory(deleted=True)

    with django_assert_num_queries(1):
        place = Post.objects.places(post.thread).get()
    assert {"body", "body_html"} <= place.get_deferred_fields()


def test_with_shared_words_brings_no_words_of_removed_posts():
    thread = ThreadFactory()
    PostFactory(thread=thread)
    PostFactory(thread=thread, hidden=True)
    PostFactory(thread=thread, deleted=True)

    posts = list(Post.objects.with_shared_words().order_by("position"))

    assert [bool(post.words) for post in posts] == [True, False, False]
    for post in posts:
        assert {"body", "body_html"} <= post.get_deferred_fields()


@pytest.mark.parametrize(
    "fields",
    [
        {"position": 0},
        {"position": None},
        {"held_at": clock.now(), "position": 2},
        {"body": ""},
        {"body": "x" * 20_001},
        {"purged_at": clock.now()},
        {"hidden_at": clock.now()},
        {"hidden_reason": "For no reason at no time"},
    ],
)
def test_the_database_refuses_a_post_that_cannot_be(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        PostFactory(**{"body_html": rich("x")} | fields)


def test_the_database_gives_a_place_once():
    post = PostFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        PostFactory(thread=post.thread, position=post.position)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Four"},
        {"locked_at": clock.now()},
        {"lock_reason": "For no reason at no time"},
        {"hidden_at": clock.now()},
        {"pinned_until": clock.now()},
        {"reply_count": 1},
        {"last_posted_at": clock.now().replace(year=2000)},
    ],
)
def test_the_database_refuses_a_thread_that_cannot_be(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        ThreadFactory(**fields)

    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"audience": "everyone", "right": "reply"},
        {"audience": "circle", "right": "read"},
        {"audience": "nobody", "right": "read"},
        {"audience": "signed_in", "right": "rule"},
        {"audience": "everyone", "right": "read"},
    ],
)
def test_the_database_refuses_a_right_that_cannot_be(fields):
    category = CategoryFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        CategoryRight.objects.create(category=category, **fields)
