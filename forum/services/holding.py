"""First posts that wait for a person to read them."""

from django.db import transaction

from access.access import Access
from accounts.models import User
from core.errors import Changed
from core.verdicts import enforce
from forum import notices, policies
from forum.models import Post
from forum.services.mentions import name_people
from forum.services.posts import locked_post, place_at_end, rendered_post
from forum.services.versions import ChangedLists, post_changed
from moderation.enums import Action
from moderation.models import LogEntry
from moderation.models.hideable import HIDING
from moderation.services import record_action
from moderation.services.holding import EDITED
from richtext.rendering import Rendered

OUT = ("held_at", "created_at", "position", "body_html", "body_html_version")


def release_post(
    *,
    moderator: User,
    post: Post,
    rendered: Rendered | None = None,
    part_of: LogEntry | None = None,
) -> Post:
    """Let a held post out: it gets the next place and is dated as of now.

    A held thread comes out with its first post. Only now is anybody told. Nothing
    goes out into a thread that nobody can read. `post` is as it was read and
    rendered: a text that was changed since stays in.
    """
    rendered = rendered or render_held(post)
    with transaction.atomic():
        read = post
        thread, post = locked_post(post)
        access = Access.of(moderator)
        enforce(policies.can_release_post(access, post, thread))
        if post.revision != read.revision:
            raise Changed(EDITED)
        if thread.is_held:
            thread.held_at = None
            thread.created_at = thread.last_posted_at = access.now
            thread.save(update_fields=["held_at", "created_at", "last_posted_at"])
        post.held_at = None
        post.created_at = access.now
        post.position = thread.last_position + 1
        # What waits to be rendered is found by the job, which then tells the named.
        post.body_html_version = rendered.version
        if not rendered.is_waiting:
            post.body_html = rendered.html
        post_changed(post, *OUT)
        lists = ChangedLists()
        place_at_end(thread, post, lists)
        named = name_people(post, rendered)
        notices.announce_post(post, named=named)
        record_action(
            moderator=moderator,
            action=Action.RELEASE,
            target=post,
            person=post.author,
            part_of=part_of,
        )
        lists.touch()
    return post


def render_held(post: Post) -> Rendered:
    """What a release needs of the text, and before it holds any lock."""
    return rendered_post(post)


def refuse_post(
    *, moderator: User, post: Post, reason: str, part_of: LogEntry | None = None
) -> Post:
    """Keep a held post in: it is hidden with a reason and never gets a place."""
    with transaction.atomic():
        thread, post = locked_post(post)
        access = Access.of(moderator)
        enforce(policies.can_decide_held_post(access, post))
        post.set_hidden(by=moderator, at=access.now, reason=reason)
        post_changed(post, *HIDING)
        if thread.is_held:
            thread.set_hidden(by=moderator, at=access.now, reason=reason)
            thread.save(update_fields=HIDING)
        record_action(
            moderator=moderator,
            action=Action.REFUSE,
            target=post,
            person=post.author,
            reason=reason,
            part_of=part_of,
        )
    return post
