from datetime import timedelta

import pytest
from django.db import transaction

from core import clock
from forum.models import Mention, Post, PostRevision
from forum.services.posts import delete_post, reply_to_thread, undelete_post
from forum.services.purging import purge_deleted_posts
from notifications.models import Event, Notice
from outbox.models import Mail
from tests.factories.access import member
from tests.factories.forum import PostFactory, PostRevisionFactory, thread_of
from tests.jobs import run_jobs
from tests.racing import Racer
from tests.richtext.parsing import rich

pytestmark = pytest.mark.django_db


def test_purge_deleted_posts_takes_words_history_and_mentions_and_leaves_the_place():
    long_ago = clock.now() - timedelta(days=14, seconds=1)
    post = PostFactory(deleted_at=long_ago)
    PostRevisionFactory(post=post)
    Mention.objects.create(post=post, handle="ana")

    assert purge_deleted_posts() == 1
    assert purge_deleted_posts() == 0

    post.refresh_from_db()
    assert (post.position, post.body, post.body_html) == (1, "", rich())
    assert not PostRevision.objects.exists()
    assert not Mention.objects.exists()


def test_purge_deleted_posts_leaves_no_quote_in_what_was_told():
    thread = thread_of(1, author=member())
    post = reply_to_thread(author=member(), thread=thread, body="Marker words")
    reply_to_thread(author=member(), thread=thread, body="Others")
    run_jobs()
    delete_post(author=post.author, post=post)

    with clock.at(clock.now() + timedelta(days=15)):
        purge_deleted_posts()

    kept = [*Notice.objects.values(), *Mail.objects.values(), *Event.objects.values()]
    assert len(kept) == 5
    assert "Marker" not in str(kept)


@pytest.mark.django_db(transaction=True)
def test_purge_deleted_posts_leaves_what_comes_back_in_the_last_moment():
    now = clock.now()
    post, other = [
        PostFactory(author=member(), deleted_at=now - timedelta(days=13)) for _ in "ab"
    ]
    outcomes = []

    def purge():
        with clock.at(now + timedelta(days=2)):
            return purge_deleted_posts()

    worker = Racer(purge, outcomes)
    with transaction.atomic():
        undelete_post(author=post.author, post=post)
        worker.start()
        worker.wait_until_blocked()
    worker.join()

    assert outcomes == [1]
    kept = Post.objects.exclude(body="").get()
    assert (kept, kept.deleted_at) == (post, None)
    assert Post.objects.get(body="") == other


def test_purge_deleted_posts_leaves_what_can_still_be_brought_back():
    PostFactory(deleted_at=clock.now() - timedelta(days=14) + timedelta(minutes=1))
    PostFactory()

    assert purge_deleted_posts() == 0

    assert Post.objects.exclude(body="").count() == 2
