"""Two moderators who change one thread: the last one does not win in silence."""

from datetime import timedelta
from functools import partial

import pytest

from core import clock
from core.errors import Changed
from forum.models import Thread
from forum.services.moderating import (
    lock_thread,
    pin_thread,
    unlock_thread,
    unpin_thread,
)
from forum.services.threads import rename_thread
from moderation.models import LogEntry, Message
from tests.factories.access import moderator
from tests.factories.forum import thread_of
from tests.racing import race

pytestmark = pytest.mark.django_db

SOON, LATER = clock.now() + timedelta(days=2), clock.now() + timedelta(days=9)


def rename(judge, thread, title):
    return rename_thread(
        actor=judge, thread=thread, title=title, reason="Why", seen=thread.title_stamp
    )


def lock(judge, thread, reason):
    return lock_thread(
        moderator=judge, thread=thread, reason=reason, seen=thread.lock_stamp
    )


def pin(judge, thread, until):
    return pin_thread(
        moderator=judge, thread=thread, until=until, seen=thread.pin_stamp
    )


ACTIONS = [
    (rename, "One title", "Another title", "title", "One title"),
    (lock, "One reason", "Another reason", "lock_reason", "One reason"),
    (pin, SOON, LATER, "pinned_until", "Pinned until"),
]


@pytest.mark.parametrize(("action", "one", "other", "field", "theirs"), ACTIONS)
def test_the_second_is_refused_with_both_versions(action, one, other, field, theirs):
    as_seen = thread_of(1)
    action(moderator(), as_seen, one)
    entries, letters = LogEntry.objects.count(), Message.objects.count()

    with pytest.raises(Changed, match="Nothing has been overwritten") as refused:
        action(moderator(), as_seen, other)

    thread = Thread.objects.get()
    assert getattr(thread, field) == one
    assert theirs in refused.value.theirs
    assert refused.value.yours
    assert (LogEntry.objects.count(), Message.objects.count()) == (entries, letters)
    action(moderator(), thread, other)
    assert getattr(Thread.objects.get(), field) == other


@pytest.mark.parametrize(("action", "one", "other", "field", "theirs"), ACTIONS)
def test_the_same_sent_twice_is_done_once(action, one, other, field, theirs):
    as_seen, judge = thread_of(1), moderator()

    action(judge, as_seen, one)
    action(judge, as_seen, one)

    assert getattr(Thread.objects.get(), field) == one
    assert LogEntry.objects.count() == 1


def test_a_button_does_not_end_a_lock_or_a_pin_that_it_was_not_made_for():
    thread, judge = thread_of(1), moderator()
    lock(judge, thread, "One reason")
    pin(judge, thread, SOON)
    as_seen = Thread.objects.get()
    lock(judge, Thread.objects.get(), "Another reason")
    pin(judge, Thread.objects.get(), LATER)

    for action, stamp in (
        (unlock_thread, as_seen.lock_stamp),
        (unpin_thread, as_seen.pin_stamp),
    ):
        with pytest.raises(Changed, match="Another moderator"):
            action(moderator=judge, thread=thread, seen=stamp)

    thread = Thread.objects.get()
    assert (thread.lock_reason, thread.pinned_until) == ("Another reason", LATER)
    unlock_thread(moderator=judge, thread=thread, seen=thread.lock_stamp)
    unpin_thread(moderator=judge, thread=thread, seen=thread.pin_stamp)
    thread = Thread.objects.get()
    assert (thread.locked_at, thread.pinned_until) == (None, None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("action", "one", "other", "field", "theirs"), ACTIONS)
def test_two_at_once_are_done_one_and_refused_one(action, one, other, field, theirs):
    as_seen = thread_of(1)

    outcomes = race(
        partial(action, moderator(), as_seen, one),
        partial(action, moderator(), as_seen, other),
    )

    kinds = sorted(type(outcome).__name__ for outcome in outcomes)
    assert kinds == ["Changed", "Thread"]
    winner = one if isinstance(outcomes[0], Thread) else other
    assert getattr(Thread.objects.get(), field) == winner
    assert LogEntry.objects.count() == 1
