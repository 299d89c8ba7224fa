"""Posts of somebody whom the reader blocked are folded, and shown when asked for."""

from dataclasses import replace

import pytest

from access.access import Access
from forum.lookup import find_thread
from forum.pages.thread_pages import thread_page
from forum.services.moderating import hide_post
from tests.factories.access import member, moderator
from tests.factories.forum import PostFactory, thread_of

pytestmark = pytest.mark.django_db


def seen(thread, reader, *blocked, show=0):
    ids = frozenset(person.pk for person in blocked)
    access = replace(Access.of(reader), blocked=ids)
    return thread_page(find_thread(access, thread.pk), 1, access, show=show).posts


@pytest.fixture
def place():
    """A thread whose second post is by Ben."""
    thread, ben = thread_of(1), member(display_name="Ben Bell")
    PostFactory(thread=thread, position=2, author=ben, body="Words of Ben")
    thread.last_position = 2
    thread.save()
    return thread, ben


def test_a_blocked_person_s_post_is_a_folded_place_without_its_words(place):
    thread, ben = place

    _first, second = seen(thread, member(), ben)

    assert second.is_shown is False
    assert "Words of Ben" not in second.html
    assert "Ben Bell" not in second.html
    assert 'id="p2"' in second.html
    assert f'href="{thread.get_absolute_url()}?show=2#p2"' in second.html


def test_show_once_shows_that_post_alone(place):
    thread, ben = place
    PostFactory(thread=thread, position=3, author=ben, body="More of Ben")

    posts = seen(thread, member(), ben, show=2)

    assert [post.is_shown for post in posts] == [True, True, False]
    assert "Words of Ben" in posts[1].html
    assert "More of Ben" not in posts[2].html


def test_others_see_it_as_ever_and_share_its_piece(place):
    thread, ben = place
    seen(thread, member(), ben)

    assert [post.is_shown for post in seen(thread, member())] == [True, True]


def test_what_moderators_write_is_not_folded(place):
    thread, _ben = place
    judge = moderator()
    PostFactory(thread=thread, position=3, author=judge, body="As staff")

    assert "As staff" in seen(thread, member(), judge)[2].html


def test_a_tombstone_of_theirs_stays_one(place):
    thread, ben = place
    post = thread.posts.get(position=2)
    hide_post(moderator=moderator(), post=post, reason="Rule 4")

    assert "hidden by a moderator" in seen(thread, member(), ben)[1].html


def test_the_address_of_show_once_is_a_page_of_the_thread(client, place):
    thread, _ben = place
    client.force_login(member())

    for show in ("2", "99", "x", "-1", "²", ""):
        assert client.get(f"{thread.get_absolute_url()}?show={show}").status_code == 200
