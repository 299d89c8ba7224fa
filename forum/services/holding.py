"""First posts that wait for a person to read them."""

from django.db import transaction

from accounts.access import Access
from accounts.models import User
from core.verdicts import enforce
from forum import notices, policies
from forum.models import Post, Thread
from forum.services.mentions import set_mentions
from forum.services.posts import place_at_end
from moderation.enums import Act
from moderation.services import record_act
from richtext import rendering


def release_post(*, moderator: User, post: Post) -> Post:
    """Let a held post out: it gets the next place and is dated as of now.

    A held thread comes out with its first post. Only now is anybody told.
    """
    rendered = rendering.render(post.body, person_id=post.author_id)
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=post.thread_id)
        post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
        access = Access.of(moderator)
        enforce(policies.can_decide_held_post(access, post))
        if thread.is_held:
            thread.held_at = None
            thread.created_at = thread.last_posted_at = access.now
            thread.save(update_fields=["held_at", "created_at", "last_posted_at"])
        post.thread = thread
        post.held_at = None
        post.created_at = access.now
        post.position = thread.last_position + 1
        post.save(update_fields=["held_at", "created_at", "position"])
        place_at_end(thread, post)
        named = set_mentions(post, rendered.mentions)
        notices.announce_post(post, named=named)
        record_act(
            moderator=moderator,
            act=Act.RELEASE,
            target=post,
            person=post.author,
        )
    return post


def refuse_post(*, moderator: User, post: Post, reason: str) -> Post:
    """Keep a held post in: it is hidden with a reason and never gets a place."""
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=post.thread_id)
        post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
        access = Access.of(moderator)
        enforce(policies.can_decide_held_post(access, post))
        hidden = {
            "hidden_at": access.now,
            "hidden_by": moderator,
            "hidden_reason": reason,
        }
        for name, value in hidden.items():
            setattr(post, name, value)
        post.save(update_fields=list(hidden))
        if thread.is_held:
            for name, value in hidden.items():
                setattr(thread, name, value)
            thread.save(update_fields=list(hidden))
        record_act(
            moderator=moderator,
            act=Act.REFUSE,
            target=post,
            person=post.author,
            reason=reason,
        )
    return post
