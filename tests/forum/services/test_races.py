"""Services that lock, with several people at the door at the same moment."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client

from accounts.services.people import rename
from core import clock
from forum.models import Post, PostRevision, Thread
from forum.services.categories import set_rights
from forum.services.holding import release_post
from forum.services.moderating import lock_thread
from forum.services.posts import (
    correct_post,
    delete_post,
    edit_post,
    reply_to_thread,
)
from forum.services.threads import start_thread
from tests.factories.access import member, moderator, organiser
from tests.factories.accounts import new_person
from tests.factories.forum import CategoryFactory, PostFactory, thread_of
from tests.racing import Racer, race
from writing.errors import SentBefore

pytestmark = pytest.mark.django_db(transaction=True)


def test_replies_at_once_get_the_positions_after_one_another():
    thread = thread_of(1)
    authors = [member() for _ in range(6)]

    race(
        *(
            partial(reply_to_thread, author=author, thread=thread, body="Me first")
            for author in authors
        )
    )

    thread.refresh_from_db()
    positions = thread.posts.order_by("position").values_list("position", flat=True)
    assert list(positions) == [1, 2, 3, 4, 5, 6, 7]
    assert (thread.reply_count, thread.last_position, thread.version) == (6, 7, 7)


def test_the_same_form_sent_many_times_at_once_is_one_post():
    thread, author = thread_of(1), member()
    send = partial(
        reply_to_thread, author=author, thread=thread, body="Once", token="one"
    )

    outcomes = race(*[send] * 16)

    post = Post.objects.get(author=author)
    assert outcomes == [post] * 16


def test_the_same_thread_sent_many_times_at_once_is_one_thread():
    category, author = CategoryFactory(), member()
    send = partial(
        start_thread,
        author=author,
        category=category,
        title="Only one",
        body="Once",
        token="one",
    )

    outcomes = race(*[send] * 4)

    assert outcomes == [Thread.objects.get()] * 4
    assert Post.objects.count() == 1


def test_the_same_words_under_other_tokens_at_once_are_one_post():
    thread, author = thread_of(1), member()
    send = partial(reply_to_thread, author=author, thread=thread, body="Once")

    outcomes = race(*(partial(send, token=f"token-{number}") for number in range(6)))

    post = Post.objects.get(author=author)
    assert outcomes == [post] * 6


def test_the_same_words_to_another_answer_sent_twice_at_once_are_one_more_post():
    thread, author = thread_of(1), member()
    send = partial(reply_to_thread, author=author, thread=thread, body="Thanks")
    first = send(token="one", after=1)
    reply_to_thread(author=member(), thread=thread, body="Another answer")

    outcomes = race(*(partial(send, token=f"two-{n}", after=3) for n in range(4)))

    [second] = Post.objects.filter(author=author).exclude(pk=first.pk)
    assert outcomes == [second] * 4
    assert second.position == 4


def test_the_same_thread_under_other_tokens_at_once_is_one_thread():
    category, author = CategoryFactory(), member()
    send = partial(
        start_thread, author=author, category=category, title="Only one", body="Once"
    )

    outcomes = race(*(partial(send, token=f"token-{number}") for number in range(4)))

    assert outcomes == [Thread.objects.get()] * 4
    assert Post.objects.count() == 1


def test_one_form_with_two_texts_at_once_drops_neither():
    thread, author = thread_of(1), member()
    send = partial(reply_to_thread, author=author, thread=thread, token="one")

    outcomes = race(partial(send, body="One"), partial(send, body="Two"))

    [refusal] = [no for no in outcomes if isinstance(no, SentBefore)]
    post = Post.objects.get(author=author)
    assert refusal.theirs == post.body
    assert refusal.made == post


def test_a_lock_beats_a_reply_on_its_way():
    thread, judge = thread_of(1), moderator()
    authors = [member() for _ in range(3)]

    outcomes = race(
        partial(lock_thread, moderator=judge, thread=thread, reason="Enough"),
        *(
            partial(reply_to_thread, author=author, thread=thread, body="Wait")
            for author in authors
        ),
    )

    locked = Thread.objects.get()
    replies = [made for made in outcomes[1:] if isinstance(made, Post)]
    refused = [no for no in outcomes[1:] if isinstance(no, PermissionDenied)]
    assert len(replies) + len(refused) == 3
    assert all(post.created_at <= locked.locked_at for post in replies)
    assert locked.last_position == 1 + len(replies)


def test_a_right_taken_away_beats_a_thread_on_its_way():
    category, author, organiser_ = CategoryFactory(), member(), organiser()
    outcomes = []
    start = partial(
        start_thread, author=author, category=category, title="A question", body="Why?"
    )

    with transaction.atomic():
        set_rights(organiser=organiser_, category=category, rights=[])
        racer = Racer(start, outcomes)
        racer.start()
        racer.wait_until_blocked()
    racer.join()

    assert [type(outcome) for outcome in outcomes] == [PermissionDenied]
    assert not Thread.objects.exists()


def test_two_edits_at_once_keep_one_and_give_the_other_both_texts():
    post = PostFactory(author=member(), body="As it was")
    edit = partial(edit_post, author=post.author, post=post, revision=1)

    outcomes = race(partial(edit, body="One way"), partial(edit, body="Another way"))

    post.refresh_from_db()
    assert post.revision == 2
    assert PostRevision.objects.count() == 1
    kinds = sorted(type(outcome).__name__ for outcome in outcomes)
    assert kinds == ["Changed", "Post"]


def test_one_correction_sent_twice_at_once_is_added_once():
    post = PostFactory(
        author=member(), body="As it was", created_at=clock.now() - timedelta(days=2)
    )
    correct = partial(
        correct_post, author=post.author, post=post, words="Twelve.", revision=1
    )

    outcomes = race(correct, correct)

    assert [o for o in outcomes if isinstance(o, Exception)] == []
    post.refresh_from_db()
    assert (post.revision, post.body.count("Twelve.")) == (2, 1)
    assert PostRevision.objects.count() == 1


def test_a_post_deleted_twice_at_once_is_counted_once():
    thread = thread_of(3)
    post = thread.posts.get(position=3)
    delete = partial(delete_post, author=post.author, post=post)

    race(delete, delete)

    thread.refresh_from_db()
    assert (thread.reply_count, thread.last_position) == (1, 3)


def test_two_first_posts_at_once_are_both_held():
    one, other, author = thread_of(1), thread_of(1), new_person()

    race(
        partial(reply_to_thread, author=author, thread=one, body="Hello"),
        partial(reply_to_thread, author=author, thread=other, body="Hello"),
    )

    assert Post.objects.own(author).waiting().count() == 2
    assert set(Thread.objects.values_list("last_position", flat=True)) == {1}


def test_two_held_posts_of_one_person_released_at_once_stand_one_after_the_other():
    thread, author = thread_of(1, author=member()), new_person()
    held = [
        reply_to_thread(author=author, thread=thread, body=body)
        for body in ("Hello", "And one more thing")
    ]

    outcomes = race(
        *(partial(release_post, moderator=moderator(), post=post) for post in held)
    )

    thread.refresh_from_db()
    posts = list(Post.objects.own(author).order_by("position"))
    assert [o for o in outcomes if isinstance(o, Exception)] == []
    assert [post.position for post in posts] == [2, 3]
    assert posts[0].created_at <= posts[1].created_at
    assert (thread.last_position, thread.reply_count) == (3, 2)


def test_two_held_threads_of_one_person_released_at_once_are_both_out():
    category, author = CategoryFactory(), new_person()
    threads = [
        start_thread(author=author, category=category, title=title, body=title)
        for title in ("One question", "Another question")
    ]

    outcomes = race(
        *(
            partial(release_post, moderator=moderator(), post=thread.posts.get())
            for thread in threads
        )
    )

    assert [o for o in outcomes if isinstance(o, Exception)] == []
    assert Thread.objects.listed().filter(last_position=1).count() == 2


def test_a_post_beside_the_release_of_the_first_is_either_held_or_next():
    thread, author = thread_of(1, author=member()), new_person()
    held = reply_to_thread(author=author, thread=thread, body="Hello")

    outcomes = race(
        partial(release_post, moderator=moderator(), post=held),
        partial(reply_to_thread, author=author, thread=thread, body="And more"),
    )

    thread.refresh_from_db()
    held.refresh_from_db()
    second = Post.objects.own(author).exclude(pk=held.pk).get()
    assert [o for o in outcomes if isinstance(o, Exception)] == []
    assert held.position == 2
    assert (second.is_held, second.position) in {(True, None), (False, 3)}
    assert thread.last_position == (2 if second.is_held else 3)


def test_two_moderators_release_a_post_once():
    thread = thread_of(1)
    held = reply_to_thread(author=new_person(), thread=thread, body="Hello")

    race(
        *(
            partial(release_post, moderator=judge, post=held)
            for judge in (moderator(), moderator())
        )
    )

    thread.refresh_from_db()
    assert (thread.last_position, thread.reply_count) == (2, 1)


def test_a_person_takes_another_name_while_others_answer_them():
    """Many rounds: two locks that are taken crosswise meet only now and then."""
    starter = member()
    thread = thread_of(1, author=starter)
    authors = [member() for _ in range(3)]

    for turn in range(10):
        outcomes = race(
            partial(rename, person=starter, display_name=f"Name {turn}"),
            *(
                partial(
                    reply_to_thread, author=author, thread=thread, body=f"Hello {turn}"
                )
                for author in authors
            ),
        )
        assert [o for o in outcomes if isinstance(o, Exception)] == []

    thread.refresh_from_db()
    starter.refresh_from_db()
    assert thread.last_position == 31
    assert starter.display_name == "Name 9"


def test_a_reply_beside_a_new_name_does_not_keep_the_old_one():
    person = member(display_name="Old Name")
    thread, outcomes = thread_of(1), []

    def reply_and_look():
        reply_to_thread(author=person, thread=thread, body="Meanwhile")
        return Client().get(thread.get_absolute_url()).content.decode()

    with transaction.atomic():
        rename(person=person, display_name="New Name")
        racer = Racer(reply_and_look, outcomes)
        racer.start()
        # On SQLite nobody else writes before this transaction has ended.
        if connection.vendor == "postgresql":
            racer.join()
    racer.join()

    page = Client().get(thread.get_absolute_url()).content.decode()
    assert "Meanwhile" in outcomes[0]
    assert ("New Name" in page, "Old Name" in page) == (True, False)


def test_a_new_name_waits_for_no_thread():
    """Nor does it change one: whoever writes there does not wait for it either."""
    person = member(display_name="Old Name")
    thread, outcomes = thread_of(1, author=person), []
    reply_to_thread(author=person, thread=thread, body="Meanwhile")
    version = Thread.objects.get().version
    Client().get(thread.get_absolute_url())

    def take_another():
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL lock_timeout = '20s'")
            return rename(person=person, display_name="New Name")

    with transaction.atomic():
        Thread.objects.select_for_update().get()
        racer = Racer(take_another, outcomes)
        racer.start()
        # On SQLite nobody else writes before this transaction has ended.
        if connection.vendor == "postgresql":
            racer.join()
    racer.join()

    assert outcomes == [person]
    assert Thread.objects.get().version == version
    page = Client().get(thread.get_absolute_url()).content.decode()
    assert ("New Name" in page, "Old Name" in page) == (True, False)


def test_a_new_person_takes_another_name_while_they_write():
    author = new_person()
    thread = thread_of(1, author=author)

    for turn in range(4):
        outcomes = race(
            partial(rename, person=author, display_name=f"Name {turn}"),
            partial(
                reply_to_thread, author=author, thread=thread, body=f"Hello {turn}"
            ),
        )
        assert [o for o in outcomes if isinstance(o, Exception)] == []

    assert Post.objects.own(author).count() == 5
