from datetime import timedelta

import pytest

from core import clock
from forum.models import Thread
from forum.services.counting import recount_thread
from tests.factories.forum import PostFactory, thread_of

pytestmark = pytest.mark.django_db


def test_recount_thread_mends_the_copies():
    thread = thread_of(2)
    last = PostFactory(thread=thread, position=3)
    PostFactory(thread=thread, position=4, deleted=True)
    Thread.objects.update(reply_count=0, last_position=1, last_author=None)

    assert recount_thread(thread=thread)

    thread.refresh_from_db()
    assert (thread.reply_count, thread.last_position) == (2, 4)
    assert (thread.last_author, thread.last_posted_at) == (last.author, last.created_at)
    assert thread.version == 2


def test_recount_thread_writes_nothing_where_all_is_well():
    thread = thread_of(2)

    assert not recount_thread(thread=thread)

    assert Thread.objects.get().version == thread.version


def test_recount_thread_of_a_thread_whose_every_post_is_gone():
    thread = thread_of(1)
    thread.posts.update(deleted_at=clock.now())
    Thread.objects.update(last_posted_at=clock.now() + timedelta(days=1))

    recount_thread(thread=thread)

    thread.refresh_from_db()
    assert (thread.reply_count, thread.last_position) == (0, 1)
    assert (thread.last_posted_at, thread.last_author) == (thread.created_at, None)
