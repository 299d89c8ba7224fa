"""What the templates of a page expect, gathered in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from django.http import HttpRequest
from django.utils.safestring import SafeString

from access.access import Access
from accounts.models import User
from core import throttling
from core.limits import MENTIONS_NOTIFIED_MAX, POSTS_A_PAGE, PREVIEWING
from core.refusals import refusal_of
from core.saving import best_effort
from core.verdicts import ALLOWED, Verdict
from forum import notices
from forum.forms import PreviewForm, ReplyForm
from forum.models import Category, Post, Thread
from forum.pages.newcomers import Newcomer, newcomer_of
from forum.pages.pieces import PostRow, rows_in_range
from forum.pages.posts import (
    NOTHING,
    PostView,
    Viewing,
    own_waiting_rows,
    rows_of_page,
    viewed,
)
from forum.policies import can_rename_thread, can_reply, can_start_thread
from moderation.policies import can_flag
from notifications.context import is_cut, take_off, unread_targets
from notifications.services.read_state import mark_seen
from richtext import rendering, slots


@dataclass(frozen=True)
class Preview:
    """The text as it will stand, and what its author should know before sending."""

    html: SafeString | None
    tells: list[str]
    error: str = ""


@dataclass(frozen=True)
class Neighbour:
    """A page before or after this one, with the posts that it holds."""

    url: str
    first: int
    last: int


@dataclass(frozen=True)
class ThreadPage:
    """One page of a thread as one reader sees it: what a template is given.

    `first` and `last` are the places on it. `waiting` are own posts that nobody has
    read yet; they stand below the last. `form` is there where `verdict` is a yes.
    """

    thread: Thread
    number: int
    first: int
    last: int
    older: Neighbour | None
    newer: Neighbour | None
    is_last: bool
    posts: Sequence[PostView] = ()
    waiting: Sequence[PostView] = ()
    started_by: SafeString = NOTHING
    locked_by: SafeString = NOTHING
    is_locked: bool = False
    is_pinned: bool = False
    verdict: Verdict = ALLOWED
    may_flag: Verdict = ALLOWED
    may_rename: bool = False
    form: ReplyForm | None = None
    newcomer: Newcomer | None = None


def thread_page(
    thread: Thread, number: int, access: Access, *, show: int = 0
) -> ThreadPage:
    rows = rows_of_page(thread, number)
    held = own_waiting_rows(thread, access)
    verdict = reply_verdict(thread, access)
    viewing = Viewing(access, may_reply=bool(verdict), show=show)
    people = {f"name-{thread.author_id}"}
    if thread.locked_by_id:
        people.add(f"plain-{thread.locked_by_id}")
    posts = viewed(thread, [*rows, *held], viewing, also={"byline": people})
    names = posts.found["byline"]
    return replace(
        numbers_of(thread, number),
        posts=posts.views[: len(rows)],
        waiting=posts.views[len(rows) :],
        started_by=names.get(f"name-{thread.author_id}", NOTHING),
        locked_by=names.get(f"plain-{thread.locked_by_id}", NOTHING),
        is_locked=thread.is_locked_at(access.now),
        is_pinned=thread.is_pinned_at(access.now),
        verdict=verdict,
        may_flag=can_flag(access, thread.author_id),
        may_rename=_may_rename(thread, rows, held, access),
        form=ReplyForm(initial={"after": thread.last_position}) if verdict else None,
        newcomer=newcomer_of(access) if verdict else None,
    )


def page_after_reply(
    thread: Thread, post: Post, after: int, access: Access
) -> ThreadPage:
    """What has come since the place `after` on the page that now holds the reply."""
    last = post.position or thread.last_position
    rows = rows_in_range(thread, after + 1, last)
    held = own_waiting_rows(thread, access) if post.is_held else []
    viewing = Viewing(access, may_reply=True, new=post.pk)
    posts = viewed(thread, [*rows, *held], viewing)
    number = thread.page_count if post.is_held else post.page
    return replace(
        numbers_of(thread, number),
        posts=posts.views[: len(rows)],
        waiting=posts.views[len(rows) :],
        form=ReplyForm(initial={"after": max(after, last)}),
        newcomer=newcomer_of(access),
    )


def numbers_of(thread: Thread, number: int) -> ThreadPage:
    """What the page says of itself in numbers, and of the pages beside it."""
    return ThreadPage(
        thread=thread,
        number=number,
        first=(number - 1) * POSTS_A_PAGE + 1,
        last=min(number * POSTS_A_PAGE, thread.last_position),
        newer=_neighbour(thread, number + 1),
        older=_neighbour(thread, number - 1),
        is_last=number == thread.page_count,
    )


def mark_pieces_seen(request: HttpRequest, page: ThreadPage) -> None:
    """What a reader is told of and now has before their eyes is read."""
    shown = {(notices.POST, post.pk) for post in page.posts}
    unread = unread_targets(request)
    seen = shown if is_cut(unread) else shown.intersection(unread)
    if not seen:
        return
    is_news = 0
    with best_effort("notices_not_marked"):
        is_news = mark_seen(
            person=request.access.person,
            target_kind=notices.POST,
            target_ids=[pk for _kind, pk in seen],
        )
    if is_news:
        take_off(request, seen)


def reply_verdict(thread: Thread, access: Access) -> Verdict:
    return can_reply(
        access,
        thread,
        may_reply=bool(thread.may_reply),
    )


def start_verdict(access: Access) -> Verdict:
    """Whether there is any use in writing an opening now, wherever it would stand."""
    return can_start_thread(access, may_start=True)


def _may_rename(
    thread: Thread, rows: list[PostRow], waiting: list[PostRow], access: Access
) -> bool:
    """A thread that waits to be read is named anew like its first post is edited."""
    first = rows[0] if rows and rows[0].position == 1 else None
    if first is None and thread.is_held and waiting:
        first = waiting[0]
    if first is None:
        return access.is_moderator
    return bool(can_rename_thread(access, thread, first))


def _neighbour(thread: Thread, number: int) -> Neighbour | None:
    if not 1 <= number <= thread.page_count:
        return None
    return Neighbour(
        thread.url_of_page(number),
        (number - 1) * POSTS_A_PAGE + 1,
        min(number * POSTS_A_PAGE, thread.last_position),
    )


def preview_of(request: HttpRequest, category: Category | None = None) -> Preview:
    """Render a text as it would be published, or say why not: the text stays."""
    form = PreviewForm(request.POST)
    if not form.is_valid():
        return Preview(None, [], error=str(form.errors["body"][0]))
    counted = partial(
        throttling.hit,
        "previewing",
        request.user.pk,
        rate=PREVIEWING,
        sentence="That was a lot of previews. Your text is kept; "
        "you can send it, or look at it again in a few minutes.",
    )
    if refusal := refusal_of(counted):
        return Preview(None, [], error=refusal.sentence)
    rendered = rendering.render(form.cleaned_data["body"], person_id=request.user.pk)
    html = slots.fill_all([rendered.html], request.access, anchors=["preview"])[0]
    return Preview(html, _not_notified(rendered.mentions, category))


def _not_notified(handles: tuple[str, ...], category: Category | None) -> list[str]:
    """Who is named and cannot read here, so will not be told."""
    if category is None:
        return []
    people = User.objects.filter(
        handle__in=handles[:MENTIONS_NOTIFIED_MAX], is_active=True
    )
    here = Category.objects.filter(pk=category.pk)
    return [
        f"{person.display_name} cannot read this category, so they will not be "
        "told about this mention."
        for person in people
        if not here.visible_to(Access.of(person)).exists()
    ]
