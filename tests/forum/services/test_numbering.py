"""Whatever people do to a thread, its places stay 1 to n and its copies true."""

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.models import Post, Thread
from forum.services.counting import update_copies
from forum.services.holding import release_post
from forum.services.moderating import hide_post, restore_post
from forum.services.posts import delete_post, reply_to_thread, undelete_post
from tests.factories.access import member, moderator
from tests.factories.accounts import new_person
from tests.factories.forum import thread_of

ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["reply", "first", "delete", "undelete", "hide", "restore"]),
        st.integers(min_value=0, max_value=9),
    ),
    max_size=12,
)


def do(action, number, thread, judge):
    if action == "reply":
        return reply_to_thread(author=thread.author, thread=thread, body="More")
    if action == "first":
        held = reply_to_thread(author=new_person(), thread=thread, body="Hello")
        return release_post(moderator=judge, post=held)
    posts = list(thread.posts.order_by("position"))
    post = posts[number % len(posts)]
    if action == "delete":
        return delete_post(author=post.author, post=post)
    if action == "undelete":
        return undelete_post(author=post.author, post=post)
    if action == "hide":
        return hide_post(moderator=judge, post=post, reason="Rule 4")
    return restore_post(moderator=judge, post=post)


@pytest.mark.django_db
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(actions=ACTIONS)
def test_places_are_one_to_n_and_copies_are_true(actions):
    thread, judge = thread_of(1, author=member()), moderator()
    given_out = {1: thread.posts.get().pk}

    for action, number in actions:
        try:
            post = do(action, number, thread, judge)
        except PermissionDenied:
            continue
        assert given_out.setdefault(post.position, post.pk) == post.pk

    places = Post.objects.places(thread).order_by("position")
    assert [place.position for place in places] == list(range(1, len(given_out) + 1))
    now = Thread.objects.get(pk=thread.pk)
    assert not update_copies(now)
    shown = thread.posts.shown().filter(position__gt=1)
    assert (now.last_position, now.reply_count) == (len(given_out), shown.count())
