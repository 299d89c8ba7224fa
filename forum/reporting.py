"""What of the forum can be flagged and what can wait, told to moderation."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from access.access import Access
from accounts.models import User
from core import clock
from core.plain import quoted
from forum.enums import Flagged
from forum.forms import LockForm, PinForm
from forum.models import Post, Thread
from forum.models.post import PostQuerySet
from forum.policies import HIDDEN_AROUND, WITH_ITS_STORY
from forum.services import holding, moderating, posts
from moderation.models import LogEntry
from moderation.registry import (
    Action,
    Held,
    Reportable,
    register_action,
    register_held,
    register_reportable,
)
from richtext.parts import RichText
from richtext.rendering import Rendered

POST, THREAD = Flagged.POST.value, Flagged.THREAD.value


def _lock_label(thread: Thread) -> str:
    return "" if thread.is_locked_at(clock.now()) else "Lock this thread"


def _unlock_label(thread: Thread) -> str:
    return "Unlock this thread" if thread.is_locked_at(clock.now()) else ""


def _pin_label(thread: Thread) -> str:
    is_pinned = thread.is_pinned_at(clock.now())
    return "Change the pin" if is_pinned else "Pin it in its category"


def _unpin_label(thread: Thread) -> str:
    return "Take the pin off" if thread.is_pinned_at(clock.now()) else ""


LOCK = Action(
    key="lock",
    label=_lock_label,
    perform=moderating.lock_thread,
    form=LockForm,
    url_of=lambda thread: reverse("forum:thread_lock", args=[thread.pk]),
    seen_of=lambda thread: thread.lock_stamp,
)
UNLOCK = Action(
    key="unlock",
    label=_unlock_label,
    perform=moderating.unlock_thread,
    url_of=lambda thread: reverse("forum:thread_unlock", args=[thread.pk]),
    seen_of=lambda thread: thread.lock_stamp,
)
PIN = Action(
    key="pin",
    label=_pin_label,
    perform=moderating.pin_thread,
    form=PinForm,
    url_of=lambda thread: reverse("forum:thread_pin", args=[thread.pk]),
    seen_of=lambda thread: thread.pin_stamp,
)
UNPIN = Action(
    key="unpin",
    label=_unpin_label,
    perform=moderating.unpin_thread,
    url_of=lambda thread: reverse("forum:thread_unpin", args=[thread.pk]),
    seen_of=lambda thread: thread.pin_stamp,
)


def register() -> None:
    # The order in which a thread's page offers them to moderators.
    for action in (LOCK, UNLOCK, PIN, UNPIN):
        register_action(THREAD, action)
    register_reportable(
        POST,
        Reportable(
            model=Post,
            label="post",
            visible_to=lambda access: Post.objects.openable_by(access).select_related(
                "thread", "author"
            ),
            lock=_lock_post,
            author_of=lambda post: post.author,
            url_of=lambda post: post.get_absolute_url(),
            title_of=_title_of,
            excerpt_html_of=lambda post: post.body_html,
            hide=_hide_post,
            restore=_restore_post,
            kin_of=_around_post,
            whole_of=_opened_by,
            closed_around=_closed_around,
            stands_of=_stands_around,
        ),
    )
    register_reportable(
        THREAD,
        Reportable(
            model=Thread,
            label="thread",
            visible_to=lambda access: Thread.objects.openable_by(access).select_related(
                "author"
            ),
            lock=_lock_thread,
            author_of=lambda thread: thread.author,
            url_of=lambda thread: thread.get_absolute_url(),
            title_of=lambda thread: thread.title,
            excerpt_html_of=_opening_of,
            hide=_hide_thread,
            restore=_restore_thread,
            obstacle_of=_away_with_its_story,
            is_hidden_with_another=lambda thread: thread.is_with_withdrawn_story,
            keep_hidden=_keep_thread_hidden,
            waits_with=_first_of,
            kin_of=lambda thread: [(POST, _posts_of(thread.pk))],
            size_of=lambda thread: (
                thread.posts.shown().exclude(author=thread.author_id).count()
            ),
            stands_of=_stands_in,
        ),
    )
    register_held(
        POST,
        Held(
            waiting=_waiting,
            prepare=holding.render_held,
            release=_release,
            refuse=_refuse,
            obstacle_of=_obstacle_of,
            version_of=_version_of,
        ),
    )


def _lock_post(pk: int) -> None:
    post = Post.objects.only("thread").filter(pk=pk).first()
    if post is not None:
        posts.locked_post(post)


def _lock_thread(pk: int) -> None:
    Thread.objects.select_for_update(no_key=True).filter(pk=pk).first()


def _title_of(post: Post) -> str:
    """A title is told to who may read the thread: moderators write this into messages.

    What its own author has taken back, they do not read either.
    """
    thread = post.thread
    where = quoted(thread.title)
    if thread.is_taken_back:
        where = f"thread {thread.pk}, which was taken back"
    elif thread.is_hidden and thread.author_id != post.author_id:
        where = f"thread {thread.pk}, which is hidden"
    if post.position:
        return f"Post {post.position} in {where}"
    if thread.is_held:
        return f"Thread of a new person: {where}"
    return f"Post of a new person, in {where}"


def _opening_of(thread: Thread) -> RichText:
    """The words of its first post, unless they were taken away."""
    first = thread.posts.opening().first()
    return first.body_html if first and not first.is_removed else RichText()


def _posts_of(thread_id: int) -> QuerySet[Post, int]:
    return Post.objects.filter(thread=thread_id).values_list("pk", flat=True)


def _around_post(post: Post) -> list[tuple[str, Any]]:
    return [(THREAD, [post.thread_id]), (POST, _posts_of(post.thread_id))]


def _opened_by(post: Post) -> tuple[str, int] | None:
    """A thread that goes with its story is decided about there."""
    if not post.is_first or post.thread.is_away:
        return None
    return THREAD, post.thread_id


def _closed_around(post: Post) -> str:
    return "Its thread is hidden." if post.thread.is_hidden else ""


def _stands_around(post: Post) -> list[str]:
    thread = post.thread
    return ["Its thread is locked."] if thread.is_locked_at(clock.now()) else []


def _stands_in(thread: Thread) -> list[str]:
    hidden = thread.posts.filter(hidden_at__isnull=False, deleted_at=None).count()
    stands = []
    if hidden:
        stands.append(
            "One post in it is hidden."
            if hidden == 1
            else f"{hidden} posts in it are hidden."
        )
    if thread.is_locked_at(clock.now()):
        stands.append("It is locked.")
    return stands


def _first_of(thread: Thread) -> tuple[str, int] | None:
    first = thread.posts.waiting().first()
    return (POST, first.pk) if first and thread.is_held else None


def _obstacle_of(post: Post) -> str:
    return HIDDEN_AROUND.reason if post.thread.is_hidden else ""


def _away_with_its_story(thread: Thread) -> str:
    return WITH_ITS_STORY.reason if thread.is_away else ""


def _version_of(post: Post) -> int:
    """The title of a thread that waits with its post is read with it."""
    return post.revision + (post.thread.version if post.thread.is_held else 0)


def _waiting(access: Access) -> PostQuerySet:
    if not access.is_moderator:
        return Post.objects.none()
    return Post.objects.waiting().select_related("thread", "author")


def _hide_post(
    moderator: User, post: Post, reason: str, entry: LogEntry | None = None
) -> Post:
    return moderating.hide_post(
        moderator=moderator, post=post, reason=reason, part_of=entry
    )


def _restore_post(
    moderator: User, post: Post, reason: str, entry: LogEntry | None = None
) -> Post:
    return moderating.restore_post(moderator=moderator, post=post, part_of=entry)


def _hide_thread(
    moderator: User, thread: Thread, reason: str, entry: LogEntry | None = None
) -> Thread:
    return moderating.hide_thread(
        moderator=moderator, thread=thread, reason=reason, part_of=entry
    )


def _restore_thread(
    moderator: User, thread: Thread, reason: str, entry: LogEntry | None = None
) -> Thread:
    return moderating.restore_thread(moderator=moderator, thread=thread, part_of=entry)


def _keep_thread_hidden(
    moderator: User, thread: Thread, reason: str, entry: LogEntry | None = None
) -> Thread:
    return moderating.keep_thread_hidden(
        moderator=moderator, thread=thread, reason=reason, part_of=entry
    )


def _release(
    moderator: User, post: Post, rendered: Rendered, entry: LogEntry | None = None
) -> Post:
    return holding.release_post(
        moderator=moderator, post=post, rendered=rendered, part_of=entry
    )


def _refuse(
    moderator: User, post: Post, reason: str, entry: LogEntry | None = None
) -> Post:
    return holding.refuse_post(
        moderator=moderator, post=post, reason=reason, part_of=entry
    )
