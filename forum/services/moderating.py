"""What a moderator does to posts and threads."""

from datetime import datetime

from django.db import transaction

from accounts.access import Access
from accounts.models import User
from accounts.policies import can_moderate
from core.verdicts import enforce
from forum import notices, policies
from forum.models import Post, Thread
from forum.services.posts import locked_post, recount_if_placed
from forum.services.threads import HIDING, locked, unhide_thread
from forum.services.versions import thread_changed
from moderation.enums import Act
from moderation.services import record_act

LOCK = ("locked_at", "locked_until", "locked_by", "lock_reason")


def hide_post(*, moderator: User, post: Post, reason: str) -> Post:
    """Leave a tombstone in place of a post. The words stay with the moderators."""
    with transaction.atomic():
        thread, post = locked_post(post)
        access = Access.of(moderator)
        enforce(policies.can_hide_post(access, post))
        post.hidden_at = access.now
        post.hidden_by = moderator
        post.hidden_reason = reason
        post.save(update_fields=HIDING)
        recount_if_placed(thread, post)
        notices.announce_gone(post)
        _record(moderator, Act.HIDE, post, reason)
    return post


def restore_post(*, moderator: User, post: Post) -> Post:
    """Undo a hiding. What was refused waits again, with the thread that it opens."""
    with transaction.atomic():
        thread, post = locked_post(post)
        enforce(policies.can_restore_post(Access.of(moderator), post))
        post.hidden_at = None
        post.hidden_by = None
        post.hidden_reason = ""
        post.save(update_fields=HIDING)
        if thread.is_held and thread.is_hidden:
            unhide_thread(thread)
        recount_if_placed(thread, post)
        _record(moderator, Act.REOPEN if post.is_held else Act.RESTORE, post)
    return post


def hide_thread(*, moderator: User, thread: Thread, reason: str) -> Thread:
    """Take a whole thread away from everyone but the moderators."""
    with transaction.atomic():
        thread = locked(thread)
        access = Access.of(moderator)
        enforce(policies.can_hide_thread(access, thread))
        thread.hidden_at = access.now
        thread.hidden_by = moderator
        thread.hidden_reason = reason
        thread_changed(thread, *HIDING)
        _record(moderator, Act.HIDE, thread, reason)
    return thread


def keep_thread_hidden(*, moderator: User, thread: Thread, reason: str) -> Thread:
    """Let a thread that is away with what it belongs to stay hidden when that is back.

    One that is hidden for its own sake stays so anyway: nothing is written.
    """
    with transaction.atomic():
        thread = locked(thread)
        enforce(can_moderate(Access.of(moderator)))
        if not thread.is_off_the_shelf:
            return thread
        thread.hidden_by = moderator
        thread.hidden_reason = reason
        thread_changed(thread, "hidden_by", "hidden_reason")
        _record(moderator, Act.HIDE, thread, reason)
    return thread


def restore_thread(*, moderator: User, thread: Thread) -> Thread:
    """Undo a hiding. One that was refused waits again, with its first post."""
    with transaction.atomic():
        thread = locked(thread)
        enforce(policies.can_restore_thread(Access.of(moderator), thread))
        unhide_thread(thread)
        if thread.is_held:
            refused = thread.posts.filter(held_at__isnull=False)
            refused.update(hidden_at=None, hidden_by=None, hidden_reason="")
        _record(moderator, Act.REOPEN if thread.is_held else Act.RESTORE, thread)
    return thread


def lock_thread(
    *, moderator: User, thread: Thread, reason: str, until: datetime | None = None
) -> Thread:
    """End replies, until a moment or until it is unlocked. Everyone sees why."""
    with transaction.atomic():
        thread = locked(thread)
        access = Access.of(moderator)
        enforce(policies.can_lock_thread(access, thread))
        thread.locked_at = access.now
        thread.locked_until = until
        thread.locked_by = moderator
        thread.lock_reason = reason
        thread_changed(thread, *LOCK)
        _record(moderator, Act.LOCK, thread, reason)
    return thread


def unlock_thread(*, moderator: User, thread: Thread) -> Thread:
    with transaction.atomic():
        thread = locked(thread)
        enforce(policies.can_unlock_thread(Access.of(moderator), thread))
        thread.locked_at = None
        thread.locked_until = None
        thread.locked_by = None
        thread.lock_reason = ""
        thread_changed(thread, *LOCK)
        _record(moderator, Act.UNLOCK, thread)
    return thread


def pin_thread(*, moderator: User, thread: Thread, until: datetime) -> Thread:
    """Keep a thread at the top of its category until a moment; no job ends it."""
    with transaction.atomic():
        thread = locked(thread)
        enforce(policies.can_pin_thread(Access.of(moderator), thread))
        thread.pinned_until = until
        thread.pinned_by = moderator
        thread_changed(thread, "pinned_until", "pinned_by")
        _record(moderator, Act.PIN, thread)
    return thread


def unpin_thread(*, moderator: User, thread: Thread) -> Thread:
    with transaction.atomic():
        thread = locked(thread)
        enforce(policies.can_pin_thread(Access.of(moderator), thread))
        thread.pinned_until = None
        thread.pinned_by = None
        thread_changed(thread, "pinned_until", "pinned_by")
        _record(moderator, Act.UNPIN, thread)
    return thread


def _record(moderator: User, act: Act, thing: Post | Thread, reason: str = "") -> None:
    record_act(
        moderator=moderator, act=act, target=thing, person=thing.author, reason=reason
    )
