"""Opening threads, what they are called, and letting one be read again."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from access.access import Access
from accounts.models import User
from core import clock, throttling
from core.errors import Changed
from core.limits import EDITING, SENT_AGAIN
from core.verdicts import enforce
from forum import notices, policies
from forum.models import Category, Post, Thread
from forum.services.mentions import name_people
from forum.services.posts import (
    add_post,
    count_posting,
    is_read_first,
    lock_new_writer,
    place_at_end,
    rewrite,
    writer,
)
from forum.services.versions import ChangedLists, thread_changed
from moderation.enums import Action
from moderation.models.hideable import HIDING
from moderation.services import drafts, record_action
from moderation.services.flags import came_back, changed_since_read
from richtext import rendering
from richtext.rendering import Rendered
from writing.services.submissions import once

RENAMED = (
    "Somebody gave this thread another title after you opened the page. "
    "Nothing has been overwritten."
)
AWAY = ("away_at", "away_by")


def start_thread(
    *, author: User, category: Category, title: str, body: str, token: str = ""
) -> Thread:
    """Open a thread with its first post.

    The category's row is locked, so that a right taken away beats a thread
    already on its way. The thread that its author has just opened here with the
    same words is the answer to a form that was sent again.
    """
    rendered = rendering.render(body, person_id=author.pk)
    with transaction.atomic():
        lock_new_writer(author)
        locked, access = _locked_category(category, author)
        return once(
            person=author,
            token=token,
            content=(category.pk, title, body),
            make=lambda: (
                _just_opened(access, locked, title, body)
                or _start(access, locked, title, body, rendered)
            ),
            kind=Thread,
            describe=lambda thread: f"{thread.title}\n\n{_first(thread).body}",
            exists=lambda thread: not (thread.is_hidden or _first(thread).is_removed),
        )


def _locked_category(category: Category, author: User) -> tuple[Category, Access]:
    """The category with `may_start` under its lock, and the author's access.

    As in `locked_thread`, both are read when the lock is held.
    """
    asked = Category.objects.filter(pk=category.pk)
    asked.select_for_update(no_key=True).first()
    access = Access.of(author)
    found = asked.visible_to(access).with_rights(access).first()
    if found is None:
        raise PermissionDenied("This category is not open to you.")
    return found, access


def _first(thread: Thread) -> Post:
    return thread.posts.opening()[0]


def _just_opened(
    access: Access, category: Category, title: str, body: str
) -> Thread | None:
    opening = Post.objects.just_sent(access, body).filter(
        thread__category=category,
        thread__author=access.person_id,
        thread__title=title,
        thread__hidden_at=None,
        thread__created_at__gt=access.now - SENT_AGAIN,
    )
    found = opening.select_related("thread").first()
    return found.thread if found else None


def _start(
    access: Access, category: Category, title: str, body: str, rendered: Rendered
) -> Thread:
    enforce(
        policies.can_start_thread(
            access, may_start=category.may_start, scope=category.scope
        )
    )
    count_posting(access)
    is_held = is_read_first(access)
    lists = ChangedLists()
    thread = _open(access, category, title, body, rendered, lists, is_held=is_held)
    lists.touch()
    return thread


def _open(
    access: Access,
    category: Category,
    title: str,
    body: str,
    rendered: Rendered,
    lists: ChangedLists,
    *,
    is_held: bool,
) -> Thread:
    thread = Thread.objects.create(
        category=category,
        author=writer(access),
        title=title,
        created_at=access.now,
        last_posted_at=access.now,
        last_author=writer(access),
        held_at=access.now if is_held else None,
    )
    if is_held:
        add_post(access, thread, body, rendered, position=None)
        return thread
    post = add_post(access, thread, body, rendered, position=1)
    place_at_end(thread, post, lists)
    notices.announce_mentions(post, named=name_people(post, rendered))
    return thread


def open_companion_thread(
    *,
    author: User,
    category: Category,
    title: str,
    body: str,
    rendered: Rendered,
    lists: ChangedLists | None = None,
) -> Thread:
    """Open the thread that belongs to something else, such as a story.

    The caller has asked its own policy: the right to start threads in the
    category, holding and posting rates do not apply. It has rendered the body
    before its transaction began, and touches `lists` at its end if it has some.
    """
    with transaction.atomic():
        access = Access.of(author)
        changed = lists or ChangedLists()
        thread = _open(access, category, title, body, rendered, changed, is_held=False)
        if lists is None:
            changed.touch()
    return thread


def reword_opening(
    thread: Thread, *, before: str, body: str, rendered: Rendered, lists: ChangedLists
) -> None:
    """Give the first post of a locked companion thread the words of its owner now.

    Only while it says what it said `before`: what its author has changed since, or
    taken away, is theirs. It keeps its earlier text, as after an edit.
    """
    first = thread.posts.select_for_update(no_key=True).filter(position=1).first()
    if first is None or first.is_removed or first.body != before:
        return
    first.thread = thread
    rewrite(clock.now(), thread, first, body, rendered, lists=lists)


def locked(thread: Thread) -> Thread:
    return Thread.objects.select_for_update(no_key=True).get(pk=thread.pk)


def rename_thread(
    *,
    actor: User,
    thread: Thread,
    title: str,
    reason: str = "",
    seen: str | None = None,
) -> Thread:
    """Give a thread another title. Its old addresses lead on to the new one.

    A moderator who changes the title of somebody else says why: the author reads it
    in a message, the log keeps both titles. `seen` is the stamp of the title that was
    before their eyes: if another has come since, nothing is overwritten.
    """
    with transaction.atomic():
        thread = locked(thread)
        first = _first(thread)
        access = Access.of(actor)
        enforce(policies.can_rename_thread(access, thread, first))
        if thread.title == title:
            return thread
        if seen not in (None, thread.title_stamp):
            raise Changed(RENAMED, theirs=thread.title, yours=title)
        throttling.hit(
            "renaming",
            actor.pk,
            rate=EDITING,
            sentence=f"You have changed titles {EDITING[0]} times in ten minutes. "
            "Your title is kept.",
        )
        before = thread.title
        retitle(thread, title)
        if actor.pk != thread.author_id:
            _notify_of_rename(actor, thread, before, reason)
        if access.is_new and not thread.is_held:
            first.thread = thread
            changed_since_read(first)
    return thread


def retitle(thread: Thread, title: str, *, lists: ChangedLists | None = None) -> None:
    """Give a locked thread its title. What was told of it says the same from now on."""
    thread.title = title
    thread_changed(thread, "title", lists=lists)


def _notify_of_rename(
    moderator: User, thread: Thread, before: str, reason: str
) -> None:
    if not reason:
        raise ValueError("A title of somebody else is changed for a reason.")
    record_action(
        moderator=moderator,
        action=Action.RENAME,
        target=thread,
        person=thread.author,
        before={"title": before},
        after={"title": thread.title},
        reason=reason,
    )
    draft = drafts.renamed(
        moderator=moderator,
        person=thread.author,
        started_at=thread.created_at,
        before=before,
        after=thread.title,
        words=reason,
    )
    drafts.send(recipient=thread.author, draft=draft)


def unhide_thread(thread: Thread) -> None:
    """Write a locked thread that is hidden no longer."""
    thread.set_shown()
    thread_changed(thread, *HIDING)


def take_thread_away(
    thread: Thread, *, by: User, reason: str, lists: ChangedLists
) -> None:
    """Hide a locked thread while what it belongs to is away; `by` took that away.

    One that is hidden for its own sake stays so, for that reason.
    """
    was_taken_back = thread.is_taken_back
    thread.away_at = thread.away_at or clock.now()
    thread.away_by = by
    if not thread.is_hidden or thread.hidden_reason == reason:
        thread.set_hidden(by=by, at=thread.hidden_at or clock.now(), reason=reason)
    thread_changed(thread, *HIDING, *AWAY, lists=lists)
    if was_taken_back and not thread.is_taken_back:
        _open_cases_again(thread)


def bring_back_thread(thread: Thread, *, reason: str, lists: ChangedLists) -> None:
    """Let a locked thread be read again that was away for this reason alone.

    What was hidden for its own sake, before or meanwhile, stays hidden.
    """
    thread.away_at = None
    thread.away_by = None
    if thread.hidden_reason == reason:
        thread.set_shown()
    thread_changed(thread, *HIDING, *AWAY, lists=lists)
    _open_cases_again(thread)


def _open_cases_again(thread: Thread) -> None:
    """Cases that its going had closed: its own, and those of the posts in it that
    moderators could not read meanwhile.
    """
    came_back(thread)
    own = thread.posts.filter(author=thread.author_id, deleted_at=None)
    came_back(*own.only("pk"))
