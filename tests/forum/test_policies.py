from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from access.access import Access, Window
from access.enums import RoleKind
from accounts.models import User
from core import clock
from forum import policies
from forum.models import Post, Thread

NOW = clock.now()
DAY = timedelta(days=1)
WINDOW = Window(ends_at=NOW + DAY, zone="UTC")

ONLY_AUTHORS = "Only its author can edit a post."


def someone(pk=1, **fields):
    person = User(pk=pk, approved_at=NOW)
    fields = {"window": WINDOW, "had_window": True} | fields
    return Access(person=person, now=NOW, **fields)


def visitor():
    return Access(person=AnonymousUser(), now=NOW)


def moderator():
    return someone(9, roles=frozenset({(RoleKind.MODERATOR, None)}))


def post(**fields):
    return Post(**({"author_id": 1, "position": 1, "created_at": NOW} | fields))


def check(verdict, reason):
    assert (bool(verdict), verdict.reason) == (not reason, reason)


@pytest.mark.parametrize(
    ("access", "thread", "may_reply", "reason"),
    [
        (someone(), {}, True, ""),
        (visitor(), {}, True, "Sign in to write here."),
        (someone(), {}, False, "You cannot reply in this category."),
        (someone(), {"locked_at": NOW}, True, "This thread is locked."),
        (someone(), {"locked_at": NOW - DAY, "locked_until": NOW}, True, ""),
        (
            someone(),
            {"locked_at": NOW - DAY, "locked_until": NOW + DAY},
            True,
            "This thread is locked.",
        ),
        (moderator(), {"locked_at": NOW}, True, ""),
        (moderator(), {"hidden_at": NOW}, True, "This thread has been hidden."),
        (
            someone(),
            {"held_at": NOW},
            True,
            "This thread is not out yet. Nobody can reply to it.",
        ),
    ],
)
def test_can_reply(access, thread, may_reply, reason):
    verdict = policies.can_reply(access, Thread(**thread), may_reply=may_reply)

    check(verdict, reason)


def test_can_reply_refuses_the_suspended_until_their_day():
    access = someone(suspended_until=NOW + DAY)

    verdict = policies.can_reply(access, Thread(), may_reply=True)

    assert verdict.reason.startswith("You can read but not write until ")


@pytest.mark.parametrize(
    ("access", "may_start", "reason"),
    [
        (someone(), True, ""),
        (visitor(), True, "Sign in to write here."),
        (someone(), False, "You cannot start threads in this category."),
    ],
)
def test_can_start_thread(access, may_start, reason):
    check(policies.can_start_thread(access, may_start=may_start), reason)


@pytest.mark.parametrize(
    ("access", "has_been_out", "is_held"),
    [
        (someone(window=None, had_window=False), False, True),
        (someone(window=None, had_window=False), True, False),
        (someone(window=None), False, False),
        (someone(), False, False),
        (moderator(), False, False),
    ],
)
def test_needs_reading_first(access, has_been_out, is_held):
    found = policies.needs_reading_first(access, has_been_out=has_been_out)

    assert found == is_held


@pytest.mark.parametrize(
    ("access", "fields", "reason"),
    [
        (someone(), {}, ""),
        (someone(), {"created_at": NOW - DAY}, ""),
        (
            someone(),
            {"created_at": NOW - DAY - timedelta(seconds=1)},
            "Posts can be edited for 24 hours. You can still add a correction to it.",
        ),
        (
            someone(),
            {"created_at": NOW - 3 * DAY, "position": None, "held_at": NOW - 3 * DAY},
            "",
        ),
        (someone(window=None), {}, ""),
        (someone(2), {}, ONLY_AUTHORS),
        (moderator(), {}, ONLY_AUTHORS),
        (visitor(), {}, ONLY_AUTHORS),
        (visitor(), {"author_id": None}, ONLY_AUTHORS),
        (
            someone(),
            {"hidden_at": NOW},
            "This post has been hidden by a moderator.",
        ),
        (
            someone(),
            {"deleted_at": NOW},
            "This post is deleted. Bring it back first.",
        ),
    ],
)
def test_can_edit_post(access, fields, reason):
    check(policies.can_edit_post(access, post(**fields)), reason)


def test_can_edit_post_refuses_the_suspended():
    access = someone(suspended_until=NOW + DAY)

    assert not policies.can_edit_post(access, post())


@pytest.mark.parametrize(
    ("access", "fields", "reason"),
    [
        (someone(), {"created_at": NOW - 400 * DAY}, ""),
        (someone(window=None), {}, ""),
        (someone(suspended_until=NOW + DAY), {}, ""),
        (someone(2), {}, "Only its author can delete a post."),
        (moderator(), {}, "Only its author can delete a post."),
        (someone(), {"deleted_at": NOW}, "This post is deleted already."),
        (
            someone(),
            {"hidden_at": NOW},
            "This post has been hidden by a moderator.",
        ),
    ],
)
def test_can_delete_post(access, fields, reason):
    check(policies.can_delete_post(access, post(**fields)), reason)


@pytest.mark.parametrize(
    ("access", "fields", "reason"),
    [
        (someone(), {"deleted_at": NOW - 14 * DAY}, ""),
        (
            someone(),
            {"deleted_at": NOW - 14 * DAY - timedelta(seconds=1)},
            "A deleted post can be brought back for 14 days.",
        ),
        (
            someone(),
            {"deleted_at": NOW, "purged_at": NOW},
            "A deleted post can be brought back for 14 days.",
        ),
        (someone(), {}, "This post is not deleted."),
        (someone(2), {"deleted_at": NOW}, "Only its author can bring a post back."),
    ],
)
def test_can_undelete_post(access, fields, reason):
    check(policies.can_undelete_post(access, post(**fields)), reason)


@pytest.mark.parametrize(
    ("access", "fields", "reason"),
    [
        (someone(), {}, ""),
        (moderator(), {}, ""),
        (
            someone(2),
            {},
            "Only its author can read the earlier texts of a post.",
        ),
        (moderator(), {"deleted_at": NOW}, "The earlier texts went with the post."),
        (someone(), {"deleted_at": NOW}, "The earlier texts went with the post."),
    ],
)
def test_can_read_history(access, fields, reason):
    check(policies.can_read_history(access, post(**fields)), reason)


@pytest.mark.parametrize(
    ("policy", "thing"),
    [
        (policies.can_lock_thread, Thread()),
        (policies.can_unlock_thread, Thread(locked_at=NOW)),
        (policies.can_pin_thread, Thread()),
        (policies.can_hide_thread, Thread()),
        (policies.can_restore_thread, Thread(hidden_at=NOW)),
        (policies.can_hide_post, Post()),
        (policies.can_restore_post, Post(hidden_at=NOW)),
        (policies.can_decide_held_post, Post(held_at=NOW)),
    ],
)
def test_measures_are_a_moderators(policy, thing):
    organiser = someone(8, roles=frozenset({(RoleKind.ORGANISER, None)}))
    unarmed = someone(9, pending_roles=frozenset({RoleKind.MODERATOR}))

    assert policy(moderator(), thing)
    for access in (visitor(), someone(), organiser, unarmed):
        assert not policy(access, thing)


@pytest.mark.parametrize(
    ("policy", "thing", "reason"),
    [
        (
            policies.can_lock_thread,
            Thread(locked_at=NOW),
            "This thread is locked already.",
        ),
        (policies.can_unlock_thread, Thread(), "This thread is not locked."),
        (
            policies.can_hide_thread,
            Thread(hidden_at=NOW),
            "This thread is hidden already.",
        ),
        (policies.can_restore_thread, Thread(), "This thread is not hidden."),
        (policies.can_hide_post, Post(hidden_at=NOW), "This post is hidden already."),
        (
            policies.can_hide_post,
            Post(deleted_at=NOW),
            "Its author has deleted this post.",
        ),
        (policies.can_restore_post, Post(), "This post is not hidden."),
        (policies.can_decide_held_post, Post(), "This post is not waiting any more."),
    ],
)
def test_a_measure_is_taken_once(policy, thing, reason):
    check(policy(moderator(), thing), reason)


@pytest.mark.parametrize(
    ("access", "fields", "reason"),
    [
        (someone(), {}, ""),
        (moderator(), {"created_at": NOW - 400 * DAY}, ""),
        (someone(2), {}, ONLY_AUTHORS),
        (
            someone(),
            {"created_at": NOW - 2 * DAY},
            "Posts can be edited for 24 hours. You can still add a correction to it.",
        ),
    ],
)
def test_can_rename_thread(access, fields, reason):
    check(policies.can_rename_thread(access, Thread(), post(**fields)), reason)


@pytest.mark.parametrize(
    ("access", "fields", "reason"),
    [
        (someone(), {"created_at": NOW - 2 * DAY}, ""),
        (someone(window=None), {"created_at": NOW - 400 * DAY}, ""),
        (someone(), {}, "This post can still be edited."),
        (
            someone(2),
            {"created_at": NOW - 2 * DAY},
            "Only its author can correct a post.",
        ),
        (
            moderator(),
            {"created_at": NOW - 2 * DAY},
            "Only its author can correct a post.",
        ),
        (
            someone(),
            {"created_at": NOW - 2 * DAY, "deleted_at": NOW},
            "This post is not there any more.",
        ),
    ],
)
def test_can_correct_post(access, fields, reason):
    check(policies.can_correct_post(access, post(**fields)), reason)
