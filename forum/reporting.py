"""What of the forum can be flagged and what can wait, told to moderation."""

from accounts.access import Access
from accounts.models import User
from forum.models import Post, Thread
from forum.models.post import PostQuerySet
from forum.policies import HIDDEN_AROUND, WITH_ITS_STORY
from forum.services import holding, moderating, posts
from moderation.registry import Held, Reportable, register_held, register_reportable
from richtext.parts import RichText
from richtext.rendering import Rendered

POST, THREAD = "post", "thread"


def register() -> None:
    register_reportable(
        POST,
        Reportable(
            model=Post,
            label="post",
            visible_to=lambda access: Post.objects.visible_to(access).select_related(
                "thread", "author"
            ),
            lock=_lock_post,
            author_of=lambda post: post.author,
            url_of=lambda post: post.get_absolute_url(),
            title_of=_title_of,
            excerpt_html_of=lambda post: post.body_html,
            hide=_hide_post,
            restore=_restore_post,
        ),
    )
    register_reportable(
        THREAD,
        Reportable(
            model=Thread,
            label="thread",
            visible_to=lambda access: Thread.objects.visible_to(access).select_related(
                "author"
            ),
            lock=_lock_thread,
            author_of=lambda thread: thread.author,
            url_of=lambda thread: thread.get_absolute_url(),
            title_of=lambda thread: thread.title,
            excerpt_html_of=_opening_of,
            hide=_hide_thread,
            restore=_restore_thread,
            hindrance_of=_away_with_its_story,
        ),
    )
    register_held(
        POST,
        Held(
            waiting=_waiting,
            prepare=holding.render_held,
            release=_release,
            refuse=_refuse,
            hindrance_of=_hindrance_of,
            version_of=_version_of,
        ),
    )


def _lock_post(pk: int) -> None:
    post = Post.objects.only("thread").filter(pk=pk).first()
    if post is not None:
        posts.locked_post(post)


def _lock_thread(pk: int) -> None:
    Thread.objects.select_for_update().filter(pk=pk).first()


def _title_of(post: Post) -> str:
    """A title is told to who may read the thread: moderators write this into letters.

    What its own author has taken back, they do not read either.
    """
    thread = post.thread
    where = f"“{thread.title}”"
    if thread.is_taken_back:
        where = f"thread {thread.pk}, which was taken back"
    elif thread.is_hidden and thread.author_id != post.author_id:
        where = f"thread {thread.pk}, which is hidden"
    if post.position:
        return f"Post {post.position} in {where}"
    if thread.is_held:
        return f"First thread of a new person: {where}"
    return f"First post of a new person, in {where}"


def _opening_of(thread: Thread) -> RichText:
    """The words of its first post, unless they were taken away."""
    first = thread.posts.opening().first()
    return first.body_html if first and not first.is_removed else RichText()


def _hindrance_of(post: Post) -> str:
    return HIDDEN_AROUND.reason if post.thread.is_hidden else ""


def _away_with_its_story(thread: Thread) -> str:
    return WITH_ITS_STORY.reason if thread.is_off_the_shelf else ""


def _version_of(post: Post) -> int:
    """The title of a thread that waits with its post is read with it."""
    return post.revision + (post.thread.version if post.thread.is_held else 0)


def _waiting(access: Access) -> PostQuerySet:
    if not access.is_moderator:
        return Post.objects.none()
    return Post.objects.waiting().select_related("thread", "author")


def _hide_post(moderator: User, post: Post, reason: str) -> Post:
    return moderating.hide_post(moderator=moderator, post=post, reason=reason)


def _restore_post(moderator: User, post: Post, reason: str) -> Post:
    return moderating.restore_post(moderator=moderator, post=post)


def _hide_thread(moderator: User, thread: Thread, reason: str) -> Thread:
    return moderating.hide_thread(moderator=moderator, thread=thread, reason=reason)


def _restore_thread(moderator: User, thread: Thread, reason: str) -> Thread:
    return moderating.restore_thread(moderator=moderator, thread=thread)


def _release(moderator: User, post: Post, rendered: Rendered) -> Post:
    return holding.release_post(moderator=moderator, post=post, rendered=rendered)


def _refuse(moderator: User, post: Post, reason: str) -> Post:
    return holding.refuse_post(moderator=moderator, post=post, reason=reason)
