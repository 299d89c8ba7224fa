"""The latest threads of all readable categories, and how many each holds."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count

from access.access import Access
from core import clock
from forum.models import Category, Thread
from forum.pages import paging
from forum.pages.listing import count_threads, latest_rows
from forum.pages.paging import Key, Slice, page_of
from forum.services.moderating import hide_thread
from tests.factories.access import member, moderator
from tests.factories.forum import CategoryFactory, ThreadFactory

pytestmark = pytest.mark.django_db

NOW = clock.now()


@pytest.fixture
def threads(monkeypatch):
    """Three busy categories, pages of four, some threads of one moment, some away."""
    monkeypatch.setattr(paging, "ROWS_A_PAGE", 4)
    categories = [CategoryFactory() for _ in range(3)]
    made = []
    for number in range(24):
        at = NOW - timedelta(minutes=number // 2)
        thread = ThreadFactory(category=categories[number % 5 % 3])
        away = {0: {"hidden_at": NOW, "hidden_reason": "x"}, 7: {"held_at": NOW}}
        fields = away.get(number, {})
        if "hidden_at" in fields:
            fields["hidden_by"] = moderator()
        Thread.objects.filter(pk=thread.pk).update(
            created_at=at, last_posted_at=at, **fields
        )
        made.append(thread)
    return made


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_every_page_of_the_latest_is_that_of_the_queryset(
    threads, count, django_assert_num_queries
):
    access = Access.of(member())
    ids = list(Category.objects.order_by("pk").values_list("pk", flat=True))[:count]
    shown = Thread.objects.visible_to(access).listed().filter(category__in=ids)
    listed = Thread.objects.in_bulk([thread.pk for thread in threads]).values()
    places = [Slice()]
    places += [Slice(older_than=Key.of(thread)) for thread in listed]
    places += [Slice(newer_than=Key.of(thread)) for thread in listed]

    for where in places:
        found, expected = latest_rows(access, where, ids), page_of(shown, where)
        assert found == expected
    with django_assert_num_queries(1):
        latest_rows(access, Slice(), ids)


def test_the_latest_reads_a_range_of_each_category_alone(threads):
    """By its index, so that nothing grows with the threads of the forum."""
    ids = list(Category.objects.values_list("pk", flat=True))
    tops = Thread.objects.filter(pk__in=paging.tops_of(ids, Slice(), 5)).order_by()

    assert tops.count() <= 5 * len(ids)
    if connection.vendor == "sqlite":
        plan = tops.explain()
        assert plan.count("INDEX forum_thread_listing (category_id=?)") == len(ids)
        assert "SCAN forum_thread" not in plan


def test_threads_are_counted_where_a_list_has_changed_and_nowhere_else(
    threads, django_assert_num_queries
):
    def counted():
        categories = list(Category.objects.order_by("pk"))
        count_threads(categories, Access.visitor())
        return {one.pk: one.thread_count for one in categories if one.thread_count}

    def listed():
        rows = Thread.objects.listed().values("category").order_by()
        return dict(rows.annotate(count=Count("pk")).values_list("category", "count"))

    expected = listed()
    assert counted() == expected
    with django_assert_num_queries(1):
        assert counted() == expected
    hide_thread(moderator=moderator(), thread=threads[1], reason="Rule 4")
    assert counted() == listed()
