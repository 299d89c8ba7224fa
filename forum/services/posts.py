"""Everything that an author does to a post."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction

from access.access import Access
from accounts.models import User
from accounts.services.people import lock_person
from core import clock, throttling
from core.errors import Changed
from core.limits import EDITING, POSTING, POSTING_NEW
from core.plain import clean
from core.verdicts import enforce
from forum import notices, policies
from forum.errors import ParentGone
from forum.models import Post, PostRevision, Thread
from forum.models.post import parts_of
from forum.services.counting import COPIES, update_copies
from forum.services.mentions import name_people
from forum.services.versions import ChangedLists, post_changed, thread_changed
from moderation.services.flags import came_back, changed_since_read
from richtext import rendering
from richtext.joining import render_joined
from richtext.rendering import Rendered
from writing.services.submissions import once


def reply_to_thread(
    *,
    author: User,
    thread: Thread,
    body: str,
    token: str = "",
    after: int | None = None,
    to: int | None = None,
) -> Post:
    """Add a post to the end of a thread and announce it to the people it concerns.

    `to` is the position of the post that it answers. Where that cannot be read any
    more, ParentGone: nobody is made to say something to the thread at large that they
    meant for one post.

    Rendering comes first, outside the transaction: nothing slow happens while
    the thread is locked. The lock gives replies that arrive together different
    positions, and a moderator who locks the thread cannot lose to a reply
    already on its way. A first post is held instead, without a position. Words
    that come back under another token, as from a form that the back button made
    anew, are answered with the post that they became. `after` is the last position
    when the form was made, which tells them from the same short answer to somebody
    who has written since.
    """
    rendered = rendering.render(body, person_id=author.pk)
    with transaction.atomic():
        lock_new_writer(author)
        locked, access = locked_thread(thread, author)
        return once(
            person=author,
            token=token,
            content=(thread.pk, body),
            make=lambda: (
                _just_sent(access, locked, body, after, to)
                or _reply(access, locked, body, rendered, to)
            ),
            kind=Post,
            describe=lambda post: post.body,
            exists=lambda post: not post.is_removed,
        )


def _just_sent(
    access: Access, thread: Thread, body: str, after: int | None, to: int | None
) -> Post | None:
    """The post that these words became minutes ago, unless they are said anew.

    They are in answer to another post, and once somebody else has written below that
    post, and the form was made below it too. A form from before it can only be the
    one that was sent.
    """
    recent = Post.objects.just_sent(access, body).filter(parent__position=to)
    sent = next((post for post in recent if post.thread_id == thread.pk), None)
    if sent is None or sent.position is None:
        return sent
    if after is not None and after < sent.position:
        return sent
    answers = thread.posts.shown().filter(position__gt=sent.position)
    return None if answers.exclude(author=access.person_id).exists() else sent


def locked_thread(thread: Thread, reader: User) -> tuple[Thread, Access]:
    """The thread under its lock, with `may_reply`, and the access of who may read it.

    Access first, then the rights, each in a statement of its own after the lock is
    given: a statement that waits for a lock reads everything else as it was before.
    """
    asked = Thread.objects.filter(pk=thread.pk)
    asked.select_for_update(no_key=True).first()
    access = Access.of(reader)
    found = asked.openable_by(access).with_rights(access).first()
    if found is None:
        raise PermissionDenied("This thread is not open to you.")
    return found, access


def _reply(
    access: Access, thread: Thread, body: str, rendered: Rendered, to: int | None
) -> Post:
    enforce(policies.can_reply(access, thread, may_reply=thread.may_reply))
    parent = _parent(thread, to)
    count_posting(access)
    if is_read_first(access):
        return add_post(access, thread, body, rendered, position=None, parent=parent)
    lists = ChangedLists()
    position = thread.last_position + 1
    post = add_post(access, thread, body, rendered, position, parent)
    place_at_end(thread, post, lists)
    notices.announce_post(post, named=name_people(post, rendered))
    lists.touch()
    return post


def _parent(thread: Thread, to: int | None) -> Post | None:
    """The post at that place of a locked thread, while it can be read.

    Whoever takes it away holds the thread's lock as well.
    """
    if to is None:
        return None
    found = thread.posts.shown().filter(position=to).first()
    if found is None:
        raise ParentGone(to)
    return found


def lock_new_writer(author: User) -> None:
    """Lock the own row of a new person, before any other.

    So a form of a new person that is sent again finds what the first has made. This
    access says no more than that: the one that decides is loaded under every lock.
    """
    if Access.of(author).is_new:
        lock_person(author)


def is_read_first(access: Access) -> bool:
    """Whether what the person sends now waits for somebody to read it."""
    if not access.is_new:
        return False
    has_been_out = Post.objects.own(access.person).let_out().exists()
    return policies.needs_reading_first(access, has_been_out=has_been_out)


def count_posting(access: Access) -> None:
    rate = POSTING_NEW if access.is_new else POSTING
    throttling.hit(
        "posting",
        access.person_id,
        rate=rate,
        sentence=f"You have posted {rate[0]} times in ten minutes.",
    )


def writer(access: Access) -> User:
    """Who writes; that somebody is signed in, the policy has said before."""
    if not isinstance(access.person, User):
        raise PermissionDenied("Sign in to write here.")
    return access.person


def add_post(
    access: Access,
    thread: Thread,
    body: str,
    rendered: Rendered,
    position: int | None,
    parent: Post | None = None,
) -> Post:
    """The row alone; without a position it is held."""
    return Post.objects.create(
        thread=thread,
        author=writer(access),
        position=position,
        parent=parent,
        body=body,
        body_html=rendered.html,
        body_html_version=rendered.version,
        created_at=access.now,
        held_at=None if position else access.now,
    )


def place_at_end(thread: Thread, post: Post, lists: ChangedLists) -> None:
    """Count a post that has just got the next position of a locked thread.

    Whoever calls it tells people after it, and touches the `lists` last.
    """
    thread.last_position += 1
    thread.last_posted_at = max(thread.last_posted_at, post.created_at)
    thread.last_author_id = post.author_id
    if not post.is_first:
        thread.reply_count += 1
    thread_changed(thread, *COPIES, lists=lists)


def edit_post(*, author: User, post: Post, body: str, revision: int) -> Post:
    """Give an own post a new text and keep the old one.

    `revision` is the text that the author had before their eyes; if another has
    come since, nothing is overwritten. The same text again writes nothing.
    """
    rendered = rendering.render(body, person_id=author.pk)
    with transaction.atomic():
        thread, post = locked_post(post)
        access = Access.of(author)
        enforce(policies.can_edit_post(access, post))
        if post.body == body:
            return post
        _refuse_stale(post, body, revision)
        _rewrite(access, thread, post, body, rendered, [])
    return post


def correct_post(*, author: User, post: Post, words: str, revision: int) -> Post:
    """Add a dated correction below an own post that can no longer be edited.

    The same one sent again from the same page is there already.
    """
    words, read = clean(words), post.revision
    body, corrections = corrected(post, words)
    rendered = rendered_parts(parts_of(body, corrections), author.pk)
    with transaction.atomic():
        thread, post = locked_post(post)
        access = Access.of(author)
        enforce(policies.can_correct_post(access, post))
        if post.revision == revision + 1 and post.body.endswith(_heading() + words):
            return post
        # What is joined was read before the lock.
        _refuse_stale(post, body, revision if revision == read else 0)
        _rewrite(access, thread, post, body, rendered, corrections)
    return post


def corrected(post: Post, words: str) -> tuple[str, list[list[int]]]:
    """The body with one correction more, and where each of them stands in it.

    It reads well as a source too: in the history, in an export, in search.
    """
    before = clean(post.body)
    start = len(before)
    begins = start + len(_heading())
    return f"{before}{_heading()}{words}", [*post.corrections, [start, begins]]


def _heading() -> str:
    return f"\n\n---\n\n**Correction of {clock.now():%-d %B %Y}.** "


def rendered_post(post: Post) -> Rendered:
    """The HTML of a post, each part by itself. Call it before the transaction."""
    return rendered_parts(post.parts, post.author_id)


def rendered_parts(parts: Sequence[str], person_id: int) -> Rendered:
    return render_joined(parts, partial(rendering.render, person_id=person_id))


def _refuse_stale(post: Post, body: str, revision: int) -> None:
    if post.revision != revision:
        raise Changed(
            "This post was changed after you opened it. Both texts are below. "
            "Nothing has been overwritten.",
            theirs=post.body,
            yours=body,
        )


def _rewrite(
    access: Access,
    thread: Thread,
    post: Post,
    body: str,
    rendered: Rendered,
    corrections: list[list[int]],
) -> None:
    """Keep the text that the locked post has, and give it the new one.

    Each new text may name people anew, so writing them is counted.
    """
    throttling.hit(
        "editing",
        access.person_id,
        rate=EDITING,
        sentence=f"You have changed posts {EDITING[0]} times in ten minutes.",
    )
    rewrite(access.now, thread, post, body, rendered, corrections)
    if access.is_new and not post.is_held:
        changed_since_read(post)


def rewrite(
    now: datetime,
    thread: Thread,
    post: Post,
    body: str,
    rendered: Rendered,
    corrections: Sequence[list[int]] = (),
    lists: ChangedLists | None = None,
) -> None:
    """Write the new text of a post, both rows locked, and keep the old one."""
    changed = lists or ChangedLists()
    PostRevision.objects.create(
        post=post,
        number=post.revision,
        body=post.body,
        written_at=post.edited_at or post.created_at,
    )
    changes = {
        "body": body,
        "body_html": rendered.html,
        "body_html_version": rendered.version,
        "corrections": list(corrections),
        "revision": post.revision + 1,
        "edited_at": now,
    }
    for name, value in changes.items():
        setattr(post, name, value)
    post_changed(post, *changes)
    if not post.is_held:
        named = name_people(post, rendered)
        thread_changed(thread, lists=changed)
        notices.announce_mentions(post, named=named)
    if lists is None:
        changed.touch()


def locked_post(post: Post) -> tuple[Thread, Post]:
    """The thread first, as everywhere, then the post as it is now."""
    thread = Thread.objects.select_for_update(no_key=True).get(pk=post.thread_id)
    post = Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
    post.thread = thread
    return thread, post


def delete_post(*, author: User, post: Post) -> Post:
    """Take an own post back: its place stays, its words can return for 14 days."""
    with transaction.atomic():
        thread, post = locked_post(post)
        access = Access.of(author)
        enforce(policies.can_delete_post(access, post))
        post.deleted_at = access.now
        post_changed(post, "deleted_at")
        recount_if_placed(thread, post)
    return post


def undelete_post(*, author: User, post: Post) -> Post:
    """Bring an own post back, and with it the case that its going had closed."""
    with transaction.atomic():
        thread, post = locked_post(post)
        enforce(policies.can_undelete_post(Access.of(author), post))
        post.deleted_at = None
        post_changed(post, "deleted_at")
        came_back(post)
        recount_if_placed(thread, post)
    return post


def recount_if_placed(thread: Thread, post: Post) -> None:
    if post.is_held:
        return
    update_copies(thread)
    thread_changed(thread, *COPIES)
