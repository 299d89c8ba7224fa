"""Who hears about what. Registers the forum's verbs with notifications."""

from collections.abc import Iterable

from accounts.access import Access
from accounts.models import User
from forum.enums import Verb
from forum.models import Post, Thread
from forum.models.post import PostQuerySet
from forum.models.readers import readers_of_posts
from forum.models.thread import taken_back
from notifications import registry
from notifications.services import gone, notify, retell, still_to_mail
from richtext.excerpts import excerpt

POST = "forum.post"
EXCERPT_MAX = 400


def register() -> None:
    registry.register_target(
        POST,
        Post,
        visible_to=_told_of,
        readers=readers_of_posts,
        conversation_of=lambda post: _conversation(post.thread_id),
    )
    registry.register_verb(
        Verb.REPLIED,
        template="forum/notices/replied.html",
        mail_kind="forum_replied",
        label="Someone replies to a thread of yours",
        reason="it is a reply to a thread that you started",
        strength=1,
    )
    registry.register_verb(
        Verb.MENTIONED,
        template="forum/notices/mentioned.html",
        mail_kind="forum_mentioned",
        label="Someone mentions you",
        reason="someone mentioned you",
        strength=2,
    )


def _conversation(thread_id: int) -> str:
    return f"thread-{thread_id}"


def _told_of(access: Access) -> PostQuerySet:
    """A notice names the thread, so the thread must be one that the reader may read."""
    posts = Post.objects.visible_to(access).exclude(taken_back("thread__"))
    return posts.select_related("thread")


def announce_post(post: Post, *, named: Iterable[User]) -> None:
    """The stronger reason first: who is named hears that, and hears it once."""
    announce_mentions(post, named=named)
    if post.position == 1:
        return
    notify(
        recipients=[post.thread.author],
        verb=Verb.REPLIED,
        actor=post.author,
        target=post,
        context=_context(post),
    )


def announce_edit(post: Post, *, named: Iterable[User]) -> None:
    """What was told of the post, and is not mailed yet, says what it says now."""
    retell(target=post, context=_context(post))
    announce_mentions(post, named=named)


def announce_gone(post: Post) -> None:
    """Mail that would have told of it tells of what came after it in the thread."""
    gone(target=post)


def forget_words(post: Post) -> None:
    """Of a post that is gone for good nobody is shown a notice; let none quote it."""
    retell(target=post, context={})


def announce_title(thread: Thread) -> None:
    """Mail that waits calls the thread what it is called now, as the site does."""
    told = Post.objects.filter(pk__in=still_to_mail(_conversation(thread.pk)))
    for post in told.select_related("thread"):
        retell(target=post, context=_context(post))


def announce_mentions(post: Post, *, named: Iterable[User]) -> None:
    notify(
        recipients=named,
        verb=Verb.MENTIONED,
        actor=post.author,
        target=post,
        context=_context(post),
    )


def _context(post: Post) -> dict[str, str]:
    return {
        "title": post.thread.title,
        "excerpt": excerpt(post.body_html, EXCERPT_MAX),
    }
