"""Rows of lists are shared by all readers, and end with their thread's version."""

from datetime import timedelta

import pytest
from django.core.cache import caches

from access.access import Access
from accounts.services.people import rename
from core import clock
from core.cached import name_of, read
from forum.models import Thread
from forum.pages.rows import pieces_of_rows, rows_of
from forum.services.moderating import lock_thread, pin_thread
from forum.services.posts import reply_to_thread
from tests.factories.access import member, moderator
from tests.factories.forum import thread_of

pytestmark = pytest.mark.django_db


def cached():
    return len(caches["pages"].store.entries)


def listed():
    return list(Thread.objects.select_related("category").order_by("pk"))


def test_a_reply_ends_the_row_of_its_thread_and_no_other():
    thread, _other = thread_of(1), thread_of(1)
    pieces_of_rows(listed())
    before = cached()

    reply_to_thread(author=member(), thread=thread, body="One more")
    one, other = pieces_of_rows(listed())

    assert cached() == before + 1
    assert (
        "<b>1</b> reply" in str(one.text),
        "<b>0</b> replies" in str(other.text),
    ) == (*(True, True),)


def test_a_new_name_ends_no_row_and_stands_in_it():
    author = member(display_name="Ana Before")
    thread_of(1, author=author)
    [piece] = pieces_of_rows(listed())

    rename(person=author, display_name="Ana After")

    assert pieces_of_rows(listed()) == [piece]
    for access in (Access.of(member()), Access.visitor()):
        [row] = rows_of(listed(), access)
        assert (row.pk, row.html.count("Ana After")) == (piece.pk, 2)
        assert "Ana Before" not in row.html


def test_a_lock_and_a_pin_that_end_by_themselves_leave_the_row():
    thread, until = thread_of(1), clock.now() + timedelta(hours=2)
    lock_thread(moderator=moderator(), thread=thread, reason="Enough", until=until)
    pin_thread(moderator=moderator(), thread=thread, until=until)

    def said():
        [row] = rows_of(listed(), Access.visitor())
        return ("Locked." in row.html, "Pinned." in row.html)

    assert said() == (True, True)
    with clock.at(until):
        assert said() == (False, False)


def test_a_row_of_an_old_thread_is_never_found_under_the_new_version():
    """It was read before the change, and is cached after."""
    thread = thread_of(1)
    old = listed()
    reply_to_thread(author=member(), thread=thread, body="One more")

    pieces_of_rows(old)

    [piece] = pieces_of_rows(listed())
    assert "<b>1</b> reply" in str(piece.text)
    under_old = ("row", thread.pk, old[0].version, None, False, False)
    assert "<b>0</b> replies" in str(read(name_of(under_old)).text)
