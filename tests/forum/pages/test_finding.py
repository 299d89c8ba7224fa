"""The written-out question for a thread answers as the querysets do."""

import pytest
from django.db import connection

from access.access import Access
from core import clock, dry_run
from core.asking import ask
from forum.enums import Audience, Flagged, Right
from forum.models import Category, CategoryRight, Post, Thread
from forum.models.category_right import held_sql
from forum.pages.finding import categories_for, thread_for
from moderation.models import Flag
from tests.factories.access import (
    CircleFactory,
    expired,
    member,
    mentor,
    moderator,
    organiser,
    suspended,
)
from tests.factories.accounts import new_person
from tests.factories.forum import CategoryFactory, PostFactory, allow, thread_of
from tests.factories.moderation import CaseFactory, FlagFactory

pytestmark = pytest.mark.django_db

NOW = clock.now()
READERS = (member, expired, new_person, suspended, moderator, organiser, mentor)


def flag(reporter, kind, pk):
    FlagFactory(case=CaseFactory(target_kind=kind, target_id=pk), reporter=reporter)


def forum_of(reader):
    """Threads of each state and right, with and without what is the reader's own."""
    closed, circle = CategoryFactory(rights=False), CircleFactory()
    allow(closed, Audience.CIRCLE, Right.READ, circle=circle)
    once = CategoryFactory(rights=False)
    allow(once, Audience.ONCE, Right.READ, circle=circle)
    for one in (closed, once):
        allow(one, Audience.SIGNED_IN, Right.REPLY)
    threads = [thread_of(1, category=category) for category in (closed, once)]
    threads += [thread_of(1) for _ in range(7)]
    hidden = {"hidden_at": NOW, "hidden_by": moderator(), "hidden_reason": "Rule 4"}
    away = {"away_at": NOW, "away_by": threads[4].author}
    for thread, fields in (
        (threads[2], hidden),
        (threads[3], {"held_at": NOW}),
        (threads[4], hidden | away),
        (threads[5], {"held_at": NOW, "author": reader}),
    ):
        Thread.objects.filter(pk=thread.pk).update(**fields)
    PostFactory(thread=threads[6], position=None, held_at=NOW, author=reader)
    gone = {"deleted_at": NOW, "held_at": NOW, "author": reader}
    PostFactory(thread=threads[7], position=None, **gone)
    flag(reader, "post", threads[7].posts.get(position=1).pk)
    flag(reader, "thread", threads[8].pk)
    flag(moderator(), "thread", threads[7].pk)
    return threads


def by_querysets(thread, access):
    found = Thread.objects.openable_by(access).with_rights(access)
    one = found.select_related("category").filter(pk=thread.pk).first()
    if one is None:
        return None
    waiting = Post.objects.own(access.person).waiting().filter(thread=one)
    is_own = access.is_signed_in and not dry_run.is_active()
    flags = Flag.objects.standing_of(access).on(Flagged.THREAD, one.pk)
    return facts(one, bool(one.may_reply), is_own and waiting.exists(), flags.exists())


def facts(thread, *marks):
    columns = [field.attname for field in Thread._meta.concrete_fields]
    of_category = [f.attname for f in thread.category._meta.concrete_fields]
    return (
        [getattr(thread, name) for name in columns],
        [getattr(thread.category, name) for name in of_category],
        marks,
    )


def found(thread, access):
    one = thread_for(access, thread.pk)
    marks = one and (one.may_reply, one.has_own_waiting, one.is_flagged)
    return one and facts(one, *marks)


@pytest.mark.parametrize("only_looks", [False, True])
@pytest.mark.parametrize("kind", [*READERS, None])
def test_a_thread_is_found_as_the_querysets_find_it(
    kind, only_looks, django_assert_num_queries
):
    reader = kind() if kind else None
    threads = forum_of(reader or member())
    access = Access.of(reader) if reader else Access.visitor()

    def compare():
        seen = []
        for thread in threads:
            expected = by_querysets(thread, access)
            assert found(thread, access) == expected
            seen.append(expected is not None)
        return seen

    if only_looks:
        with dry_run.active():
            assert len(compare()) == 9
    else:
        assert compare().count(True) >= 3
    with django_assert_num_queries(1):
        thread_for(access, threads[-1].pk)


@pytest.mark.parametrize("kind", [*READERS, None])
def test_categories_are_found_as_the_querysets_find_them(
    kind, django_assert_num_queries
):
    reader = kind() if kind else None
    forum_of(reader or member())
    access = Access.of(reader) if reader else Access.visitor()
    expected = Category.objects.visible_to(access).with_rights(access).by_position()

    with django_assert_num_queries(1):
        categories = categories_for(access)

    columns = [field.attname for field in Category._meta.concrete_fields]
    assert [
        [getattr(one, name) for name in (*columns, "may_start")] for one in categories
    ] == [[getattr(one, name) for name in (*columns, "may_start")] for one in expected]
    for one in Category.objects.all():
        assert categories_for(access, one.slug) == list(expected.filter(pk=one.pk))


@pytest.mark.parametrize("place", ["open", "grace", "once"])
def test_rights_are_held_as_the_queryset_holds_them(place):
    circle, other = CircleFactory(), CircleFactory()
    category = CategoryFactory(rights=False)
    looks = [Right.TEASER, Right.READ]
    allow(category, Audience.EVERYONE, *looks)
    allow(category, Audience.SIGNED_IN, *looks, Right.REPLY)
    for one in (circle, other):
        allow(category, Audience.CIRCLE, *looks, Right.REPLY, circle=one)
        allow(category, Audience.ONCE, *looks, Right.REPLY, circle=one)
    inside = frozenset({circle.pk})
    access = Access(
        person=member(),
        now=NOW,
        open_circles=inside if place == "open" else frozenset(),
        once_circles=frozenset() if place == "open" else inside,
        grace_circles=inside if place == "grace" else frozenset(),
    )
    question, about = held_sql(access)

    rows = CategoryRight.objects.raw(
        f"SELECT r.* FROM forum_categoryright r WHERE {question}", about
    )

    assert {row.pk for row in rows} == {
        row.pk for row in CategoryRight.objects.held_by(access)
    }


def test_thread_for_asks_no_more_of_a_thread_with_many_posts():
    """What waits has an index of its own: no post that is out is looked at."""
    thread, access = thread_of(1), Access.of(member())
    questions = []

    def note(execute, sql, params, many, context):
        questions.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        assert thread_for(access, thread.pk) == thread

    [(sql, params)] = questions
    if connection.vendor == "sqlite":
        plan = [row[3] for row in ask(f"EXPLAIN QUERY PLAN {sql}", params)]
        [waiting] = [step for step in plan if step.startswith("SEARCH p ")]
        assert "INDEX forum_post_own_waiting (thread_id=? AND author_id=?)" in waiting
