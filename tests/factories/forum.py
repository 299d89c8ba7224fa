"""The plainest valid row of each forum model. A test says what is special."""

import factory
from factory.django import DjangoModelFactory

from access.models import Circle
from core import clock
from forum.enums import Audience, Right, TeaserStyle
from forum.models import Category, CategoryRight, Post, PostRevision, Thread
from forum.services.counting import update_copies
from richtext import rendering
from tests.factories.access import moderator
from tests.factories.accounts import UserFactory

WRITE = [Right.START, Right.REPLY]


def allow(category, audience, *rights, circle=None):
    """Give rights without a service: what a test starts from."""
    for right in rights:
        CategoryRight.objects.create(
            category=category, audience=audience, circle=circle, right=right
        )


class CategoryFactory(DjangoModelFactory):
    """A public category: everyone reads, everyone signed in writes."""

    class Meta:
        model = Category
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Category {n}")
    slug = factory.Sequence(lambda n: f"category-{n}")

    @factory.post_generation
    def rights(category, create, extracted, **kwargs):
        if create and extracted is None:
            allow(category, Audience.EVERYONE, Right.READ)
            allow(category, Audience.SIGNED_IN, *WRITE)


def members_category(*, teaser_style=TeaserStyle.HIDDEN, **fields):
    """Members read and write; a teaser for everyone where there is a style of it."""
    category = CategoryFactory(rights=False, teaser_style=teaser_style, **fields)
    community = Circle.objects.community()
    allow(category, Audience.CIRCLE, Right.READ, *WRITE, circle=community)
    if teaser_style != TeaserStyle.HIDDEN:
        allow(category, Audience.EVERYONE, Right.TEASER)
    return category


class ThreadFactory(DjangoModelFactory):
    class Meta:
        model = Thread

    category = factory.SubFactory(CategoryFactory)
    author = factory.SubFactory(UserFactory)
    title = factory.Sequence(lambda n: f"Thread number {n}")

    class Params:
        locked = factory.Trait(
            locked_at=factory.LazyFunction(clock.now),
            locked_by=factory.LazyFunction(moderator),
            lock_reason="Everything is said.",
        )
        hidden = factory.Trait(
            hidden_at=factory.LazyFunction(clock.now),
            hidden_by=factory.LazyFunction(moderator),
            hidden_reason="Rule 4",
        )
        held = factory.Trait(held_at=factory.LazyFunction(clock.now))


class PostFactory(DjangoModelFactory):
    class Meta:
        model = Post

    thread = factory.SubFactory(ThreadFactory)
    author = factory.SubFactory(UserFactory)
    position = factory.LazyAttribute(lambda post: post.thread.posts.count() + 1)
    body = "A plain post."
    body_html = factory.LazyAttribute(lambda post: rendering.render(post.body).html)
    body_html_version = rendering.VERSION

    class Params:
        deleted = factory.Trait(deleted_at=factory.LazyFunction(clock.now))
        hidden = factory.Trait(
            hidden_at=factory.LazyFunction(clock.now),
            hidden_by=factory.LazyFunction(moderator),
            hidden_reason="Rule 4",
        )
        held = factory.Trait(position=None, held_at=factory.LazyFunction(clock.now))


class PostRevisionFactory(DjangoModelFactory):
    class Meta:
        model = PostRevision

    post = factory.SubFactory(PostFactory)
    number = 1
    body = "A plain post, as it was."


def thread_of(posts, **fields):
    """A thread with so many plain posts, its copies in line with them."""
    thread = ThreadFactory(**fields)
    PostFactory(thread=thread, author=thread.author)
    for _ in range(posts - 1):
        PostFactory(thread=thread)
    update_copies(thread)
    thread.save()
    return thread
