"""Who may do what in the forum. Each answers from its arguments alone."""

from access.access import Access
from access.policies import can_moderate, can_run_place, can_write
from access.scopes import Scope
from core.limits import EDIT_WINDOW, RESTORE_WINDOW
from core.verdicts import ALLOWED, Verdict
from forum.types import PostFacts, ThreadFacts

HIDDEN_AROUND = Verdict(
    "Its thread is hidden, so nobody could read it. Make the thread visible again "
    "first, or refuse the post."
)

WITH_ITS_STORY = Verdict("This thread comes back with the story that it belongs to.")


def can_start_thread(
    access: Access, *, may_start: bool, scope: Scope | None = None
) -> Verdict:
    """In the category whose `scope` is named; without one, in any."""
    verdict = can_write(access, scope)
    if not verdict:
        return verdict
    if not may_start:
        return Verdict("You cannot start threads in this category.")
    return ALLOWED


def can_reply(access: Access, thread: ThreadFacts, *, may_reply: bool) -> Verdict:
    """The one verdict on a reply. Moderators may speak in a locked thread."""
    verdict = can_write(access, thread.scope)
    if not verdict:
        return verdict
    if thread.is_hidden:
        return Verdict("This thread has been hidden.")
    if thread.is_held:
        return Verdict("This thread is not out yet. Nobody can reply to it.")
    if thread.is_locked_at(access.now) and not access.moderates(thread.scope):
        return Verdict("This thread is locked.")
    if not may_reply:
        return Verdict("You cannot reply in this category.")
    return ALLOWED


def needs_reading_first(access: Access, *, has_been_out: bool) -> bool:
    """Posts of people who never had a window, until one of them has been let out.

    They may write on meanwhile, as fast as new people may: each of these posts waits,
    and is decided about on its own.
    """
    return access.is_new and not has_been_out


def _is_own(access: Access, post: PostFacts) -> bool:
    return access.is_signed_in and post.author_id == access.person_id


def can_edit_post(access: Access, post: PostFacts) -> Verdict:
    """Authors may mend a post for a day, and a held one until it is out.

    A closed window changes nothing: own words stay one's own. Moderators hide
    posts, they never edit them.
    """
    if not _is_own(access, post):
        return Verdict("Only its author can edit a post.")
    if post.is_deleted:
        return Verdict("This post is deleted. Bring it back first.")
    if post.is_hidden:
        return Verdict("This post has been hidden by a moderator.")
    verdict = can_write(access)
    if not verdict:
        return verdict
    if not post.is_held and access.now - post.created_at > EDIT_WINDOW:
        return Verdict(
            "Posts can be edited for 24 hours. You can still add a correction to it."
        )
    return ALLOWED


def can_correct_post(access: Access, post: PostFacts) -> Verdict:
    """When editing is over, an author adds what is dated and takes nothing away."""
    if not _is_own(access, post):
        return Verdict("Only its author can correct a post.")
    if post.is_removed:
        return Verdict("This post is not there any more.")
    verdict = can_write(access)
    if not verdict:
        return verdict
    if can_edit_post(access, post):
        return Verdict("This post can still be edited.")
    return ALLOWED


def can_rename_thread(access: Access, thread: ThreadFacts, first: PostFacts) -> Verdict:
    """The author like the first post; a moderator at any time, and not in silence."""
    if thread.is_hidden:
        return Verdict("This thread has been hidden.")
    if access.moderates(thread.scope):
        return ALLOWED
    return can_edit_post(access, first)


def can_delete_post(access: Access, post: PostFacts) -> Verdict:
    if not _is_own(access, post):
        return Verdict("Only its author can delete a post.")
    if post.is_deleted:
        return Verdict("This post is deleted already.")
    if post.is_hidden:
        return Verdict("This post has been hidden by a moderator.")
    return ALLOWED


def can_undelete_post(access: Access, post: PostFacts) -> Verdict:
    if not _is_own(access, post):
        return Verdict("Only its author can bring a post back.")
    if post.deleted_at is None:
        return Verdict("This post is not deleted.")
    verdict = can_write(access)
    if not verdict:
        return verdict
    if post.purged_at or access.now - post.deleted_at > RESTORE_WINDOW:
        return Verdict("A deleted post can be brought back for 14 days.")
    return ALLOWED


def can_read_history(access: Access, post: PostFacts) -> Verdict:
    """Earlier texts: for the author and for moderators, until the post goes."""
    if post.is_deleted:
        return Verdict("The earlier texts went with the post.")
    if access.is_moderator:
        return ALLOWED
    if not _is_own(access, post):
        return Verdict("Only its author can read the earlier texts of a post.")
    return ALLOWED


def can_hide_post(access: Access, post: PostFacts) -> Verdict:
    verdict = can_moderate(access)
    if not verdict:
        return verdict
    if post.is_deleted:
        return Verdict("Its author has deleted this post.")
    if post.is_hidden:
        return Verdict("This post is hidden already.")
    return ALLOWED


def can_restore_post(access: Access, post: PostFacts) -> Verdict:
    verdict = can_moderate(access)
    if not verdict:
        return verdict
    if not post.is_hidden:
        return Verdict("This post is not hidden.")
    return ALLOWED


def can_decide_held_post(access: Access, post: PostFacts) -> Verdict:
    verdict = can_moderate(access)
    if not verdict:
        return verdict
    if not post.is_held or post.is_removed:
        return Verdict("This post is not waiting any more.")
    return ALLOWED


def can_release_post(access: Access, post: PostFacts, thread: ThreadFacts) -> Verdict:
    verdict = can_decide_held_post(access, post)
    if not verdict:
        return verdict
    if thread.is_hidden:
        return HIDDEN_AROUND
    return ALLOWED


def can_lock_thread(
    access: Access, thread: ThreadFacts, *, has_seen_lock: bool = False
) -> Verdict:
    """Another lock takes the place of one that the moderator had before their eyes."""
    verdict = can_moderate(access, thread.scope)
    if not verdict or has_seen_lock:
        return verdict
    if thread.is_locked_at(access.now):
        return Verdict("This thread is locked already.")
    return ALLOWED


def can_unlock_thread(access: Access, thread: ThreadFacts) -> Verdict:
    verdict = can_moderate(access, thread.scope)
    if not verdict:
        return verdict
    if thread.locked_at is None:
        return Verdict("This thread is not locked.")
    return ALLOWED


def can_pin_thread(access: Access, thread: ThreadFacts) -> Verdict:
    return can_moderate(access, thread.scope)


def can_hide_thread(access: Access, thread: ThreadFacts) -> Verdict:
    verdict = can_moderate(access, thread.scope)
    if not verdict:
        return verdict
    if thread.is_hidden:
        return Verdict("This thread is hidden already.")
    return ALLOWED


def can_restore_thread(access: Access, thread: ThreadFacts) -> Verdict:
    verdict = can_moderate(access, thread.scope)
    if not verdict:
        return verdict
    if not thread.is_hidden:
        return Verdict("This thread is not hidden.")
    if thread.is_away:
        return WITH_ITS_STORY
    return ALLOWED


def can_arrange_categories(access: Access) -> Verdict:
    return can_run_place(access)
