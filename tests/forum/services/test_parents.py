"""An answer to one post: what it points at, and when it is refused."""

import json

import pytest
from django.db import IntegrityError

from accounts import registry
from core import clock
from core.limits import RESTORE_WINDOW
from forum.errors import ParentGone
from forum.models import Post
from forum.services.holding import release_post
from forum.services.moderating import hide_post
from forum.services.posts import delete_post, reply_to_thread
from forum.services.purging import purge_deleted_posts
from tests.factories.access import member, moderator
from tests.factories.accounts import new_person
from tests.factories.forum import PostFactory, thread_of
from tests.racing import race

pytestmark = pytest.mark.django_db


def answer(thread, to, *, author=None, body="An answer", **more):
    author = author or member()
    return reply_to_thread(author=author, thread=thread, body=body, to=to, **more)


def take_back(post):
    delete_post(author=post.author, post=post)


def hide(post):
    hide_post(moderator=moderator(), post=post, reason="Rule 4")


def test_an_answer_points_at_the_post_that_it_answers():
    thread = thread_of(3)

    post = answer(thread, 2)

    assert post.parent == thread.posts.get(position=2)
    assert list(post.parent.answers.all()) == [post]


def test_a_reply_to_the_thread_points_at_nothing():
    assert answer(thread_of(3), None).parent is None


@pytest.mark.parametrize("to", [3, 99, 10**9])
def test_a_place_that_is_not_given_yet_is_refused(to):
    thread = thread_of(2)
    # Another thread has it.
    thread_of(5)

    with pytest.raises(ParentGone, match=f"Post {to} cannot be answered"):
        answer(thread, to)

    assert thread.posts.count() == 2


@pytest.mark.parametrize("remove", [take_back, hide])
def test_a_post_that_was_taken_away_is_refused(remove):
    thread = thread_of(2)
    remove(thread.posts.get(position=2))

    with pytest.raises(ParentGone):
        answer(thread, 2)

    assert Post.objects.count() == 2


def test_a_held_answer_keeps_what_it_answers_when_it_comes_out():
    thread = thread_of(2)
    held = answer(thread, 2, author=new_person())
    answer(thread, 1)

    out = release_post(moderator=moderator(), post=held)

    assert (held.position, out.position, out.parent.position) == (None, 4, 2)


@pytest.mark.parametrize("remove", [take_back, hide])
def test_an_answer_keeps_its_place_when_the_parent_goes(remove):
    thread = thread_of(2)
    post = answer(thread, 2)

    remove(post.parent)

    post.refresh_from_db()
    assert post.parent.position == 2


def test_an_answer_keeps_its_place_when_the_parent_goes_for_good():
    thread = thread_of(2)
    post = answer(thread, 2)
    take_back(post.parent)

    with clock.at(clock.now() + RESTORE_WINDOW * 2):
        assert purge_deleted_posts() == 1

    post.refresh_from_db()
    assert (post.parent.position, post.parent.body) == (2, "")


def test_the_same_words_to_another_post_are_another_answer():
    thread, ana = thread_of(3), member()

    first = answer(thread, 2, author=ana, body="Agreed", after=3)
    second = answer(thread, 3, author=ana, body="Agreed", after=3)
    again = answer(thread, 2, author=ana, body="Agreed", after=3)

    assert first == again != second
    assert second.parent.position == 3


def test_an_answer_that_was_sent_is_found_though_its_parent_went_since():
    thread, ana = thread_of(2), member()
    first = answer(thread, 2, author=ana, token="one")
    take_back(first.parent)

    assert answer(thread, 2, author=ana, token="one") == first
    assert answer(thread, 2, author=ana, token="another") == first
    assert thread.posts.count() == 3


def test_the_database_lets_no_first_post_answer():
    post = thread_of(2).posts.get(position=2)

    with pytest.raises(IntegrityError, match="forum_post_first_answers_nothing"):
        PostFactory(parent=post)


def test_the_database_lets_no_post_answer_itself():
    post = thread_of(2).posts.get(position=2)

    with pytest.raises(IntegrityError, match="forum_post_answers_another"):
        Post.objects.filter(pk=post.pk).update(parent=post)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("remove", [take_back, hide])
def test_an_answer_and_the_end_of_its_parent_come_one_after_the_other(remove):
    thread, ana = thread_of(2, author=member()), member()
    parent = thread.posts.get(position=2)

    sent, _removed = race(lambda: answer(thread, 2, author=ana), lambda: remove(parent))

    parent.refresh_from_db()
    assert parent.is_removed
    answers = list(thread.posts.filter(author=ana))
    if isinstance(sent, ParentGone):
        assert answers == []
    else:
        assert answers == [sent]
        assert sent.parent == parent


def test_an_export_says_which_post_was_answered():
    thread, ana = thread_of(2), member()
    answer(thread, 2, author=ana)
    answer(thread, None, author=ana, body="To the thread")

    files = {file.path: file.content for file in registry.export_files(ana)}

    rows = json.loads(files["forum/posts-001.json"])
    assert [row["in_answer_to"] for row in rows] == [2, None]
