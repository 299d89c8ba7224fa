from datetime import timedelta

import pytest

from core import clock
from forum.models import Mention, Post, PostRevision
from forum.services.purging import purge_deleted_posts
from tests.factories.forum import PostFactory, PostRevisionFactory

pytestmark = pytest.mark.django_db


def test_purge_deleted_posts_takes_words_history_and_mentions_and_leaves_the_place():
    long_ago = clock.now() - timedelta(days=14, seconds=1)
    post = PostFactory(deleted_at=long_ago)
    PostRevisionFactory(post=post)
    Mention.objects.create(post=post, handle="ana")

    assert purge_deleted_posts() == 1
    assert purge_deleted_posts() == 0

    post.refresh_from_db()
    assert (post.position, post.body, post.body_html) == (1, "", "")
    assert not PostRevision.objects.exists()
    assert not Mention.objects.exists()


def test_purge_deleted_posts_leaves_what_can_still_be_brought_back():
    PostFactory(deleted_at=clock.now() - timedelta(days=14) + timedelta(minutes=1))
    PostFactory()

    assert purge_deleted_posts() == 0

    assert Post.objects.exclude(body="").count() == 2
