import pytest
from django.db.models import Count, F, Max

from access.access import Access
from benchmarks.content import LENGTH, Size, build
from forum.models import Category, Post, Thread

SIZE = Size(categories=2, threads=4, posts=3, deep=25, members=15)


@pytest.mark.django_db
def test_build_writes_a_forum_that_counts_right():
    build(SIZE)

    threads = Thread.objects.annotate(there=Count("posts"), end=Max("posts__position"))
    assert list(threads.order_by("pk").values_list("there", flat=True)) == [3] * 4 + [
        25
    ]
    assert not threads.exclude(
        there=F("last_position"), end=F("last_position")
    ).exists()
    assert not threads.exclude(there=F("reply_count") + 1).exists()
    assert (
        not Post.objects.filter(position=1).exclude(author=F("thread__author")).exists()
    )


@pytest.mark.django_db
def test_build_opens_the_forum_to_visitors():
    build(SIZE)

    visitor = Access.visitor()
    assert Thread.objects.visible_to(visitor).count() == 5
    assert (
        Category.objects.visible_to(visitor).filter(slug__startswith="category").count()
        == 2
    )


@pytest.mark.django_db
def test_build_is_the_same_for_the_same_seed():
    build(SIZE)
    bodies = list(Post.objects.order_by("pk").values_list("body", flat=True))

    assert len(bodies[0]) in range(LENGTH - 120, LENGTH + 120)
    assert (len(bodies), len(set(bodies)) > 10) == (37, True)


def test_size_of_counts_all_posts():
    size = Size.of(1_000_000)

    assert size.threads * size.posts + size.deep == 1_000_000
    assert Size.of(None) == Size()
