"""Who hears about what. Registers the forum's verbs with notifications."""

from collections.abc import Iterable

from access.access import Access
from accounts.models import User
from forum.enums import Verb
from forum.models import Category, Post, Thread
from forum.models.post import PostQuerySet
from forum.models.readers import readers_of_posts
from forum.models.thread import taken_back
from notifications import registry
from notifications.models import Event, Rule
from notifications.registry import Reason, Target
from notifications.services import announce
from richtext.excerpts import excerpt

POST = "forum.post"
# What people can say about how much they want to hear of it.
THREAD, CATEGORY = "thread", "category"
EXCERPT_MAX = 400


def register() -> None:
    registry.register_target(
        Target(
            POST,
            Post,
            visible_to=_notifiable_to,
            readers=readers_of_posts,
            conversation_of=lambda post: f"{THREAD}-{post.thread_id}",
            context_of=_context,
            within=_within,
        )
    )
    registry.register_subject(THREAD, Thread.objects.visible_to)
    registry.register_subject(CATEGORY, Category.objects.visible_to)
    registry.register_verb(
        Verb.REPLIED,
        template="forum/notices/replied.html",
        mail_kind="forum_replied",
        label="Someone replies to a thread of yours",
        reason="it is a reply to a thread that you started",
        strength=1,
        recipients=_hear_of_reply,
    )
    registry.register_verb(
        Verb.MENTIONED,
        template="forum/notices/mentioned.html",
        mail_kind="forum_mentioned",
        label="Someone mentions you",
        reason="someone mentioned you",
        strength=2,
    )
    # Not by mail while nobody can say on a page what they follow.
    registry.register_verb(Verb.FOLLOWED, template="forum/notices/followed.html")


def _notifiable_to(access: Access) -> PostQuerySet:
    """A notice names the thread, so the thread must be one that the reader may read."""
    posts = Post.objects.visible_to(access).exclude(taken_back("thread__"))
    return posts.select_related("thread")


def _within(post: Post) -> list[tuple[str, int]]:
    return [(THREAD, post.thread_id), (CATEGORY, post.thread.category_id)]


def _context(post: Post) -> dict[str, str]:
    return {
        "title": post.thread.title,
        "excerpt": excerpt(post.body_html, EXCERPT_MAX),
    }


def _hear_of_reply(event: Event, post: Post) -> list[Reason]:
    """The stronger reason first: who is named hears that, and hears it once."""
    followers = Rule.objects.following(THREAD, post.thread_id)
    return [
        Reason(Verb.MENTIONED, event.data["to"]),
        Reason(Verb.REPLIED, [post.thread.author_id]),
        Reason(Verb.FOLLOWED, rows=followers),
    ]


def announce_post(post: Post, *, named: Iterable[User]) -> None:
    """A reply is for whoever follows its thread, a first post for whom it names."""
    if post.position == 1:
        announce_mentions(post, named=named)
        return
    announce(
        Verb.REPLIED, actor=post.author, target=post, data={"to": [p.pk for p in named]}
    )


def announce_mentions(post: Post, *, named: Iterable[User]) -> None:
    if to := [person.pk for person in named]:
        announce(Verb.MENTIONED, actor=post.author, target=post, data={"to": to})
