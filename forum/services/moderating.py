"""What a moderator does to posts and threads."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format

from access.access import Access
from access.policies import can_moderate
from accounts.models import User
from core.errors import Changed
from core.verdicts import enforce
from forum import policies
from forum.models import Post, Thread
from forum.services.posts import locked_post, recount_if_placed
from forum.services.threads import locked, unhide_thread
from forum.services.versions import post_changed, thread_changed
from moderation.enums import Action
from moderation.models import LogEntry
from moderation.models.hideable import HIDING, NOT_HIDDEN
from moderation.services import record_action

LOCKED = (
    "Another moderator has changed the lock of this thread since you opened the page. "
    "Nothing has been overwritten."
)
PINNED = (
    "Another moderator has changed the pin of this thread since you opened the page. "
    "Nothing has been overwritten."
)
LOCK = ("locked_at", "locked_until", "locked_by", "lock_reason")


def hide_post(
    *, moderator: User, post: Post, reason: str, part_of: LogEntry | None = None
) -> Post:
    """Leave a tombstone in place of a post. The words stay with the moderators.

    Here and below, `part_of` is the log entry of a decision that does this.
    """
    with transaction.atomic():
        thread, post = locked_post(post)
        access = Access.of(moderator)
        enforce(policies.can_hide_post(access, post))
        post.set_hidden(by=moderator, at=access.now, reason=reason)
        post_changed(post, *HIDING)
        recount_if_placed(thread, post)
        _record(moderator, Action.HIDE, post, reason, part_of)
    return post


def restore_post(
    *, moderator: User, post: Post, part_of: LogEntry | None = None
) -> Post:
    """Undo a hiding. What was refused waits again, with the thread that it opens."""
    with transaction.atomic():
        thread, post = locked_post(post)
        enforce(policies.can_restore_post(Access.of(moderator), post))
        post.set_shown()
        post_changed(post, *HIDING)
        if thread.is_held and thread.is_hidden:
            unhide_thread(thread)
        recount_if_placed(thread, post)
        action = Action.REOPEN if post.is_held else Action.RESTORE
        _record(moderator, action, post, part_of=part_of)
    return post


def hide_thread(
    *, moderator: User, thread: Thread, reason: str, part_of: LogEntry | None = None
) -> Thread:
    """Take a whole thread away from everyone but the moderators."""
    with transaction.atomic():
        thread = locked(thread)
        access = Access.of(moderator)
        enforce(policies.can_hide_thread(access, thread))
        thread.set_hidden(by=moderator, at=access.now, reason=reason)
        thread_changed(thread, *HIDING)
        _record(moderator, Action.HIDE, thread, reason, part_of)
    return thread


def keep_thread_hidden(
    *, moderator: User, thread: Thread, reason: str, part_of: LogEntry | None = None
) -> Thread:
    """Let a thread that is away with what it belongs to stay hidden when that is back.

    One that is hidden for its own sake stays so anyway: nothing is written.
    """
    with transaction.atomic():
        thread = locked(thread)
        enforce(can_moderate(Access.of(moderator)))
        if not thread.is_with_withdrawn_story:
            return thread
        thread.hidden_by = moderator
        thread.hidden_reason = reason
        thread_changed(thread, "hidden_by", "hidden_reason")
        _record(moderator, Action.HIDE, thread, reason, part_of)
    return thread


def restore_thread(
    *, moderator: User, thread: Thread, part_of: LogEntry | None = None
) -> Thread:
    """Undo a hiding. One that was refused waits again, with its first post."""
    with transaction.atomic():
        thread = locked(thread)
        enforce(policies.can_restore_thread(Access.of(moderator), thread))
        unhide_thread(thread)
        if thread.is_held:
            refused = thread.posts.filter(held_at__isnull=False)
            refused.update(**NOT_HIDDEN, version=F("version") + 1)
        action = Action.REOPEN if thread.is_held else Action.RESTORE
        _record(moderator, action, thread, part_of=part_of)
    return thread


def lock_thread(
    *,
    moderator: User,
    thread: Thread,
    reason: str,
    until: datetime | None = None,
    seen: str | None = None,
) -> Thread:
    """End replies, until a moment or until it is unlocked. Everyone sees why.

    `seen` is the stamp of the lock, or of none, that was before the moderator's eyes:
    if it is another by now, nothing is overwritten. The same lock twice is one.
    """
    with transaction.atomic():
        thread = locked(thread)
        access = Access.of(moderator)
        wanted = (moderator.pk, reason, until)
        is_locked = thread.is_locked_at(access.now)
        if is_locked and wanted == _lock_of(thread):
            return thread
        if seen is not None:
            _refuse_stale(seen, thread.lock_stamp, LOCKED, _lock_words(thread), reason)
        enforce(
            policies.can_lock_thread(access, thread, has_seen_lock=seen is not None)
        )
        thread.locked_at = access.now
        thread.locked_until = until
        thread.locked_by = moderator
        thread.lock_reason = reason
        thread_changed(thread, *LOCK)
        _record(moderator, Action.LOCK, thread, reason)
    return thread


def _lock_of(thread: Thread) -> tuple[int | None, str, datetime | None]:
    return thread.locked_by_id, thread.lock_reason, thread.locked_until


def _lock_words(thread: Thread) -> str:
    if thread.locked_at is None or thread.locked_by is None:
        return "It is not locked."
    until = f" until {_moment(thread.locked_until)}" if thread.locked_until else ""
    return f"Locked by {thread.locked_by.display_name}{until}. {thread.lock_reason}"


def _pin_words(thread: Thread) -> str:
    if thread.pinned_until is None:
        return "It is not pinned."
    return f"Pinned until {_moment(thread.pinned_until)}."


def _moment(value: datetime) -> str:
    return date_format(timezone.localtime(value), "j F Y, H:i")


def _refuse_stale(
    seen: str | None, now: str, sentence: str, theirs: str, yours: str = ""
) -> None:
    if seen not in (None, now):
        raise Changed(sentence, theirs=theirs, yours=yours)


def unlock_thread(
    *, moderator: User, thread: Thread, seen: str | None = None
) -> Thread:
    """Open a thread again; not by a button that was made for another lock."""
    with transaction.atomic():
        thread = locked(thread)
        if thread.locked_at is not None:
            _refuse_stale(seen, thread.lock_stamp, LOCKED, _lock_words(thread))
        enforce(policies.can_unlock_thread(Access.of(moderator), thread))
        thread.locked_at = None
        thread.locked_until = None
        thread.locked_by = None
        thread.lock_reason = ""
        thread_changed(thread, *LOCK)
        _record(moderator, Action.UNLOCK, thread)
    return thread


def pin_thread(
    *, moderator: User, thread: Thread, until: datetime, seen: str | None = None
) -> Thread:
    """Keep a thread at the top of its category until a moment; no job ends it.

    `seen` is the stamp of the pin, or of none, that was before the moderator's eyes.
    """
    with transaction.atomic():
        thread = locked(thread)
        enforce(policies.can_pin_thread(Access.of(moderator), thread))
        if thread.pinned_until == until:
            return thread
        _refuse_stale(
            seen, thread.pin_stamp, PINNED, _pin_words(thread), f"{_moment(until)}"
        )
        thread.pinned_until = until
        thread.pinned_by = moderator
        thread_changed(thread, "pinned_until", "pinned_by")
        _record(moderator, Action.PIN, thread)
    return thread


def unpin_thread(*, moderator: User, thread: Thread, seen: str | None = None) -> Thread:
    with transaction.atomic():
        thread = locked(thread)
        enforce(policies.can_pin_thread(Access.of(moderator), thread))
        if thread.pinned_until is None:
            return thread
        _refuse_stale(seen, thread.pin_stamp, PINNED, _pin_words(thread))
        thread.pinned_until = None
        thread.pinned_by = None
        thread_changed(thread, "pinned_until", "pinned_by")
        _record(moderator, Action.UNPIN, thread)
    return thread


def _record(
    moderator: User,
    action: Action,
    thing: Post | Thread,
    reason: str = "",
    part_of: LogEntry | None = None,
) -> None:
    record_action(
        moderator=moderator,
        action=action,
        target=thing,
        person=thing.author,
        reason=reason,
        part_of=part_of,
    )
