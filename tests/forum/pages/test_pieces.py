"""A post's piece is shared by all readers, and ends with the post's own version."""

import re
from functools import partial

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.services.names import names_changed
from core.cached import cached_many, name_of
from forum.models import Post
from forum.pages import pieces
from forum.pages.pieces import COLUMNS, PostRow, pieces_of, rows_in_range
from forum.services import holding, moderating, posts, purging
from tests.factories.access import member, moderator
from tests.factories.forum import PostFactory, thread_of
from tests.forum.pages.test_staleness import CHANGES, Place
from tests.racing import race

pytestmark = pytest.mark.django_db
OF_POSTS = ("edit", "rerender", "delete", "undelete", "hide", "restore", "release")


def words_asked(client, url):
    """Keys of the posts whose words a request asked the database for."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    [loads] = [q["sql"] for q in asked if "body_html" in q["sql"]] or [""]
    listed = loads.partition('"forum_post"."id" IN (')[2].partition(")")[0]
    return {int(pk) for pk in listed.split(",") if pk.strip()}


@pytest.mark.parametrize("change", OF_POSTS)
def test_a_change_raises_the_version_of_its_post_alone(change):
    place = Place()
    before = dict(Post.objects.values_list("pk", "version"))

    CHANGES[change](place)

    after = dict(Post.objects.values_list("pk", "version"))
    changed = {pk for pk in before if after[pk] != before[pk]}
    about = {"undelete": place.gone, "restore": place.hidden, "release": place.held}
    assert changed == {about.get(change, place.post).pk}
    assert all(after[pk] == before[pk] + 1 for pk in changed)


def test_a_thread_that_waits_again_ends_the_pieces_of_its_posts():
    place = Place()
    held = place.held
    holding.refuse_post(moderator=place.judge, post=held, reason="Rule 4")
    refused = Post.objects.get(pk=held.pk).version

    moderating.restore_post(moderator=place.judge, post=held)

    assert Post.objects.get(pk=held.pk).version == refused + 1


def test_a_change_of_one_post_ends_one_piece_and_a_reply_none(client):
    thread, author = thread_of(3), member()
    url = thread.get_absolute_url()
    client.force_login(member())
    everything = set(thread.posts.values_list("pk", flat=True))
    assert words_asked(client, url) == everything
    assert words_asked(client, url) == set()

    reply = posts.reply_to_thread(author=author, thread=thread, body="One more")
    assert words_asked(client, url) == {reply.pk}

    posts.edit_post(author=author, post=reply, body="Another", revision=1)
    assert words_asked(client, url) == {reply.pk}


def test_all_readers_share_the_pieces_whatever_they_may_do():
    thread = thread_of(2)
    url = thread.get_absolute_url()
    readers = [member(), member(zone="Asia/Tokyo"), moderator(), thread.author, None]
    asked = []

    for reader in readers:
        client = Client()
        if reader:
            client.force_login(reader)
        asked.append(words_asked(client, url))

    assert asked == [set(thread.posts.values_list("pk", flat=True))] + [set()] * 4


def test_a_piece_shows_the_words_once_and_acts_show_none_of_them():
    thread = thread_of(1)
    post = PostFactory(thread=thread, position=2, body="Wordsofthepost")

    piece = pieces_of(thread, rows_in_range(thread, 2, 2))[post.pk]

    assert str(piece.text).count("Wordsofthepost") == 1
    assert "Wordsofthepost" not in str(piece.actions)
    assert re.sub("<[^>]*>", "", piece.actions["flag"]).split() == ["Flag", "post", "2"]
    assert re.sub("<[^>]*>", "", piece.actions["reply"]).split() == [
        *("Reply", "to", "post", "2")
    ]


def test_names_end_no_piece_and_are_those_of_now(client):
    thread = thread_of(1, author=member(display_name="Ana Before"))
    url = thread.get_absolute_url()
    client.force_login(member())
    assert b"Ana Before" in client.get(url).content

    User.objects.filter(display_name="Ana Before").update(display_name="Ana After")
    names_changed()

    with CaptureQueriesContext(connection) as asked:
        page = client.get(url).content
    assert (b"Ana After" in page, b"Ana Before" in page) == (True, False)
    assert [q for q in asked if "body_html" in q["sql"]] == []


def test_the_words_of_hidden_posts_stand_in_no_piece(client):
    thread = thread_of(1)
    hidden = PostFactory(thread=thread, position=2, hidden=True, body="Under cover")
    url = thread.get_absolute_url()
    client.force_login(moderator())
    assert b"Under cover" in client.get(url).content

    kept = str(pieces_of(thread, rows_in_range(thread, 2, 2))[hidden.pk])

    client.force_login(member())
    assert b"Under cover" not in client.get(url).content
    assert "Under cover" not in kept


def test_moderators_read_what_is_hidden_and_not_what_is_deleted(client):
    thread = thread_of(1)
    PostFactory(thread=thread, position=2, hidden=True, body="Under cover")
    gone = {"hidden": True, "deleted": True}
    PostFactory(thread=thread, position=3, body="Taken back", **gone)
    client.force_login(moderator())

    page = client.get(thread.get_absolute_url()).content.decode()

    assert ("Under cover" in page, "Taken back" in page) == (True, False)


def test_a_purged_post_leaves_no_words_in_its_piece():
    post = PostFactory(deleted=True)
    Post.objects.filter(pk=post.pk).update(
        deleted_at=post.created_at.replace(year=2020)
    )

    assert purging.purge_deleted_posts() == 1

    assert Post.objects.get(pk=post.pk).version == post.version + 1


def test_rows_are_those_of_the_queryset():
    thread = thread_of(5)
    PostFactory(thread=thread, position=6, hidden=True)
    PostFactory(thread=thread, position=7, deleted=True)
    PostFactory(thread=thread, position=None, held_at=thread.created_at)

    found = rows_in_range(thread, 2, 7)

    shown = Post.objects.filter(thread=thread).in_range(2, 7)
    assert found == [PostRow(*row) for row in shown.values_list(*COLUMNS)]
    assert [row.position for row in found] == [2, 3, 4, 5, 6, 7]


def test_a_piece_of_old_words_is_never_found_under_the_new_version():
    """Its words were read before the change, and it is cached after."""
    post = PostFactory(author=member(), body="Old words")
    [row] = rows_in_range(post.thread, 1, 1)
    old = pieces._make(post.thread, [post.pk])
    posts.edit_post(author=post.author, post=post, body="New words", revision=1)
    [newer] = rows_in_range(post.thread, 1, 1)

    cached_many({post.pk: pieces._key(post.pk, row.version)}, lambda missing: old)

    assert "New words" in str(pieces_of(post.thread, [newer])[post.pk])


def test_new_words_that_are_read_late_are_cached_as_what_they_are():
    """The rows were read before the change, the words after."""
    post = PostFactory(author=member(), body="Old words")
    [row] = rows_in_range(post.thread, 1, 1)
    posts.edit_post(author=post.author, post=post, body="New words", revision=1)

    assert "New words" in str(pieces_of(post.thread, [row])[post.pk])

    old = caches["pages"].get_many([name_of(pieces._key(post.pk, row.version))])
    assert old == {}


@pytest.mark.django_db(transaction=True)
def test_readers_beside_a_change_leave_nothing_of_before():
    author = member()
    post = PostFactory(author=author, body="Words 0")
    url = post.thread.get_absolute_url()

    def look():
        return Client().get(url).status_code

    for turn in range(1, 7):
        edit = partial(posts.edit_post, author=author, post=post, revision=turn)
        outcomes = race(look, partial(edit, body=f"Words {turn}."), look, look)
        assert [o for o in outcomes if isinstance(o, Exception)] == []
        assert f"Words {turn}." in Client().get(url).content.decode()
