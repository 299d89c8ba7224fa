from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from core import clock
from core.errors import TooFast
from core.limits import EDITING, SENT_AGAIN
from forum.models import Post, Thread
from forum.services import moderating
from forum.services.posts import delete_post
from forum.services.threads import open_companion_thread, rename_thread, start_thread
from moderation.models import LogEntry, Message
from notifications.models import Notice
from richtext import rendering
from tests.factories.access import expired, member, moderator, suspended
from tests.factories.accounts import new_person
from tests.factories.forum import (
    CategoryFactory,
    PostFactory,
    ThreadFactory,
    members_category,
    thread_of,
)
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db


def start(author, category, **fields):
    words = {"title": "Which way?", "body": "Tell me."} | fields
    return start_thread(author=author, category=category, **words)


def test_start_thread_opens_with_its_first_post():
    category, author = CategoryFactory(), member()

    thread = start(author, category)

    post = thread.posts.get()
    assert (post.position, post.body, post.author) == (1, "Tell me.", author)
    assert (thread.reply_count, thread.last_position) == (0, 1)
    assert (thread.last_author, thread.last_posted_at) == (author, post.created_at)
    category.refresh_from_db()
    assert category.activity == 2


def test_start_thread_sent_twice_is_one_thread():
    category, author = CategoryFactory(), member()

    assert start(author, category, token="t") == start(author, category, token="t")
    assert Post.objects.count() == 1


@pytest.mark.parametrize("body", ["Tell me.", "Tell me more."])
def test_start_thread_takes_a_repeated_form_whose_words_are_gone(body):
    category, author = CategoryFactory(), member()
    first = start(author, category, token="t")
    delete_post(author=author, post=first.posts.get())

    again = start(author, category, body=body, token="t")

    assert again != first
    assert start(author, category, body=body, token="t") == again


def test_start_thread_knows_words_that_come_back_under_another_token():
    category, author = CategoryFactory(), member()
    first = start(author, category, token="one")

    again = start(author, category, token="two")

    category.refresh_from_db()
    assert again == first
    assert (Post.objects.count(), category.activity) == (1, 2)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"title": "Which way now?"}, {}),
        ({"body": "Tell me more."}, {}),
        ({}, {"created_at": clock.now() - SENT_AGAIN - timedelta(minutes=1)}),
        ({}, {"title": "Renamed since"}),
        ({}, {"hidden_at": clock.now(), "hidden_reason": "A plain reason."}),
    ],
)
def test_start_thread_opens_one_where_there_is_none_of_these_words(changes, fields):
    category, author = CategoryFactory(), member()
    first = start(author, category)
    if "hidden_at" in fields:
        fields |= {"hidden_by": moderator()}
    Thread.objects.filter(pk=first.pk).update(**fields)

    assert start(author, category, **changes) != first
    assert start(member(), category, **changes) != first
    assert start(author, CategoryFactory(), **changes) != first


def test_start_thread_tells_the_mentioned():
    ana = member(handle="ana")

    start(member(), CategoryFactory(), body="What does @ana say?")
    run_jobs()

    assert list(Notice.objects.values_list("recipient", "verb")) == [
        (ana.pk, "forum.mentioned")
    ]


def test_start_thread_holds_the_first_of_a_new_person():
    author, category = new_person(), CategoryFactory()

    thread = start(author, category, body="Does @somebody know?")

    post = thread.posts.get()
    assert (thread.is_held, post.is_held, post.position) == (True, True, None)
    category.refresh_from_db()
    assert (thread.last_position, category.activity) == (0, 1)


def test_start_thread_holds_another_while_the_first_waits():
    author, category = new_person(), CategoryFactory()
    first = start(author, category)

    second = start(author, category, title="Another question")

    assert (first.is_held, second.is_held) == (True, True)
    assert Post.objects.own(author).waiting().count() == 2
    assert not Thread.objects.listed().exists()


@pytest.mark.parametrize("actor", [expired, new_person, suspended])
def test_start_thread_refuses_and_writes_nothing(actor):
    category = members_category()

    with pytest.raises(PermissionDenied):
        start(actor(), category, token="t")

    assert not Thread.objects.exists()
    assert not Post.objects.exists()


def test_start_thread_needs_the_right_to_start():
    category = CategoryFactory()
    category.rights.filter(right="start").delete()

    with pytest.raises(PermissionDenied, match="cannot start"):
        start(member(), category)

    assert not Thread.objects.exists()


def test_open_companion_thread_asks_for_no_right():
    category = CategoryFactory(rights=False)

    thread = open_companion_thread(
        author=member(),
        category=category,
        title="About a story",
        body="Ask here.",
        rendered=rendering.render("Ask here."),
    )

    assert (thread.last_position, thread.is_held) == (1, False)


def test_rename_thread_changes_title_and_address():
    thread = thread_of(1, title="First title")

    renamed = rename_thread(actor=thread.author, thread=thread, title="Second title")

    assert renamed.get_absolute_url() == f"/t/{thread.pk}/second-title/"
    assert Thread.objects.get().version == 2


def test_rename_thread_refuses_everyone_else():
    thread = thread_of(1, title="First title")

    with pytest.raises(PermissionDenied):
        rename_thread(actor=member(), thread=thread, title="Second title")

    assert Thread.objects.get().title == "First title"


def test_rename_thread_refuses_whose_post_still_waits():
    thread, newcomer = thread_of(1, title="First title"), new_person()
    PostFactory(thread=thread, author=newcomer, held=True)

    with pytest.raises(PermissionDenied):
        rename_thread(actor=newcomer, thread=thread, title="Second title")

    assert Thread.objects.get().title == "First title"


def test_lock_thread_says_who_why_and_until_when():
    thread, judge = thread_of(1), moderator()
    until = clock.now() + timedelta(days=3)

    moderating.lock_thread(
        moderator=judge, thread=thread, reason="Everything is said.", until=until
    )

    thread = Thread.objects.get()
    assert (thread.locked_by, thread.lock_reason) == (judge, "Everything is said.")
    assert thread.is_locked_at(until - timedelta(seconds=1))
    assert not thread.is_locked_at(until)
    assert list(LogEntry.objects.values_list("action", "reason")) == [
        ("lock", "Everything is said.")
    ]


def test_unlock_thread_takes_every_trace_of_the_lock_away():
    thread = ThreadFactory(locked=True)

    moderating.unlock_thread(moderator=moderator(), thread=thread)

    thread = Thread.objects.get()
    assert (thread.locked_at, thread.locked_by, thread.lock_reason) == (None, None, "")


def test_pin_thread_ends_by_itself():
    thread, until = thread_of(1), clock.now() + timedelta(days=3)

    moderating.pin_thread(moderator=moderator(), thread=thread, until=until)

    pinned = Thread.objects.pinned_at
    assert pinned(until - timedelta(seconds=1)).get() == thread
    assert not pinned(until).exists()


def test_unpin_thread_takes_the_pin_off():
    thread, judge = thread_of(1), moderator()
    until = clock.now() + timedelta(days=3)
    moderating.pin_thread(moderator=judge, thread=thread, until=until)

    moderating.unpin_thread(moderator=judge, thread=thread)

    assert not Thread.objects.pinned_at(clock.now()).exists()


def test_hide_thread_and_restore_thread():
    thread, judge = thread_of(1), moderator()

    moderating.hide_thread(moderator=judge, thread=thread, reason="Rule 4")
    hidden = Thread.objects.get()
    assert (hidden.is_hidden, hidden.hidden_by) == (True, judge)

    moderating.restore_thread(moderator=judge, thread=thread)
    shown = Thread.objects.get()
    assert (shown.is_hidden, shown.hidden_by, shown.hidden_reason) == (False, None, "")


LATER = clock.now() + timedelta(days=3)


@pytest.mark.parametrize(
    ("service", "state", "fields"),
    [
        (moderating.lock_thread, {}, {"reason": "Enough."}),
        (moderating.unlock_thread, {"locked": True}, {}),
        (moderating.pin_thread, {}, {"until": LATER}),
        (moderating.unpin_thread, {}, {}),
        (moderating.hide_thread, {}, {"reason": "Enough."}),
        (moderating.restore_thread, {"hidden": True}, {}),
    ],
)
def test_a_measure_refuses_whoever_is_no_moderator(service, state, fields):
    thread = ThreadFactory(**state)

    with pytest.raises(PermissionDenied):
        service(moderator=member(), thread=thread, **fields)

    assert Thread.objects.get().version == 1
    assert not LogEntry.objects.exists()


def test_rename_thread_of_another_is_logged_and_told():
    thread, hana = thread_of(1, title="First title"), moderator()

    rename_thread(actor=hana, thread=thread, title="Second title", reason="Too loud.")

    entry = LogEntry.objects.get()
    assert (entry.action, entry.target_kind, entry.target_id) == (
        "rename",
        "thread",
        thread.pk,
    )
    assert (entry.moderator, entry.person, entry.reason) == (
        hana,
        thread.author,
        "Too loud.",
    )
    assert (entry.before, entry.after) == (
        {"title": "First title"},
        {"title": "Second title"},
    )
    letter = Message.objects.get()
    assert letter.recipient == thread.author
    assert "was called “First title”. Its title is now “Second title”." in letter.body
    assert "Too loud." in letter.body


def test_rename_thread_of_another_needs_a_reason():
    thread = thread_of(1, title="First title")

    with pytest.raises(ValueError, match="for a reason"):
        rename_thread(actor=moderator(), thread=thread, title="Second title")

    assert Thread.objects.get().title == "First title"
    assert not LogEntry.objects.exists()
    assert not Message.objects.exists()


def test_rename_thread_of_ones_own_is_no_act_of_a_moderator():
    hana = moderator()
    thread = thread_of(1, author=hana)

    rename_thread(actor=hana, thread=thread, title="Second title")

    assert not LogEntry.objects.exists()
    assert not Message.objects.exists()


def test_rename_thread_beyond_the_rate_writes_nothing():
    hana = moderator()
    thread = thread_of(1, author=hana)
    with clock.at(clock.now()):
        for number in range(EDITING[0]):
            rename_thread(actor=hana, thread=thread, title=f"Title number {number}")
        with pytest.raises(TooFast):
            rename_thread(actor=hana, thread=thread, title="One too many")

    thread.refresh_from_db()
    assert thread.title == f"Title number {EDITING[0] - 1}"
