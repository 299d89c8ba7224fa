"""What is decided under a lock is decided by what holds when the lock is given."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from access.models import Grant, Role
from access.services.restrictions import suspend
from access.services.roles import dismiss
from core import clock
from forum.enums import Audience, Right
from forum.models import Category, CategoryRight, Mention, Post, Thread
from forum.services.categories import edit_category, set_rights
from forum.services.posts import locked_post, reply_to_thread
from forum.services.threads import locked, start_thread
from tests.factories.access import member, moderator, organiser
from tests.factories.forum import (
    CategoryFactory,
    PostFactory,
    members_category,
    thread_of,
)
from tests.racing import Racer, beside_a_lock, refer_to

pytestmark = pytest.mark.django_db(transaction=True)


def hold(row):
    type(row).objects.select_for_update(no_key=True).get(pk=row.pk)


def while_it_waits(row, action, change):
    """What `act` comes to that waits for the row's lock while `change` is made."""
    outcomes = []
    with transaction.atomic():
        hold(row)
        change()
        racer = Racer(action, outcomes)
        racer.start()
        racer.wait_until_blocked()
    racer.join()
    [outcome] = outcomes
    return outcome


def end_window(person):
    Grant.objects.filter(person=person).update(ends_at=clock.now())


def restrict(person):
    until = clock.now() + timedelta(days=7)
    suspend(moderator=moderator(), person=person, until=until, reason="Enough")


@pytest.mark.parametrize("change", [end_window, restrict])
def test_a_reply_that_waits_is_judged_by_the_access_of_when_its_turn_comes(change):
    thread, author = thread_of(1, category=members_category()), member()
    reply = partial(reply_to_thread, author=author, thread=thread, body="Wait")

    outcome = while_it_waits(thread, reply, partial(change, author))

    thread.refresh_from_db()
    assert type(outcome) is PermissionDenied
    assert (Post.objects.count(), thread.last_position) == (1, 1)


def test_a_right_taken_away_beats_a_reply_on_its_way():
    thread, author, boss = thread_of(1), member(), organiser()
    reply = partial(reply_to_thread, author=author, thread=thread, body="Wait")
    read_only = [((Audience.EVERYONE, None), Right.READ)]

    outcome = while_it_waits(
        thread,
        reply,
        partial(set_rights, organiser=boss, category=thread.category, rights=read_only),
    )

    assert type(outcome) is PermissionDenied
    assert Post.objects.count() == 1


def test_a_thread_that_waits_is_judged_by_the_access_of_when_its_turn_comes():
    category, author = CategoryFactory(), member()
    start = partial(
        start_thread, author=author, category=category, title="A question", body="Why?"
    )

    outcome = while_it_waits(category, start, partial(restrict, author))

    assert type(outcome) is PermissionDenied
    assert not Thread.objects.exists()


def test_an_organiser_who_is_dismissed_meanwhile_changes_no_category():
    category, boss, other = CategoryFactory(name="Before"), organiser(), organiser()
    edit = partial(
        edit_category,
        organiser=boss,
        category=category,
        version=category.version,
        name="After",
    )

    outcome = while_it_waits(
        category,
        edit,
        lambda: dismiss(organiser=other, role=Role.objects.get(person=boss)),
    )

    category.refresh_from_db()
    assert type(outcome) is PermissionDenied
    assert category.name == "Before"


def refer_by_post(post):
    return PostFactory(thread=post.thread, position=99)


def refer_by_mention(post):
    return Mention.objects.create(post=post, handle="goran")


def refer_by_right(post):
    return CategoryRight.objects.create(
        category=post.thread.category, audience=Audience.SIGNED_IN, right=Right.TEASER
    )


def lock_thread(post):
    return locked(post.thread)


def lock_post(post):
    return locked_post(post)[1]


def lock_category(post):
    category = post.thread.category
    return edit_category(
        organiser=organiser(), category=category, version=category.version, name="New"
    )


@pytest.mark.parametrize(
    ("lock", "refer"),
    [
        (lock_thread, refer_by_post),
        (lock_post, refer_by_mention),
        (lock_category, refer_by_right),
    ],
)
def test_rows_that_name_a_locked_one_are_written_beside_its_lock(lock, refer):
    """A reaction, a read mark, a flag: none waits for whoever writes in the thread."""
    post = thread_of(1).posts.get()

    with transaction.atomic():
        row = lock(post)
        made = beside_a_lock(lambda: refer_to(row) or refer(post))

    assert not isinstance(made, Exception)
    assert type(made).objects.filter(pk=made.pk).exists()


def test_a_reply_takes_the_row_of_its_category_last():
    """Nobody waits for a category longer than one statement and the commit take."""
    thread, author = thread_of(1), member()
    table = f'UPDATE "{Category._meta.db_table}"'

    with CaptureQueriesContext(connection) as captured:
        reply_to_thread(author=author, thread=thread, body="Hello")

    said = [query["sql"] for query in captured.captured_queries]
    done = [sql for sql in said if not sql.startswith(("RELEASE", "COMMIT"))]
    assert [sql.startswith(table) for sql in done[-2:]] == [False, True]
    assert sum(sql.startswith(table) for sql in done) == 1
