"""What the templates of a page expect, gathered in one place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

from access.access import Access
from accounts.bylines import plain_byline
from accounts.models import User
from core import throttling
from core.limits import MENTIONS_NOTIFIED_MAX, POSTS_A_PAGE, PREVIEWING
from core.refusals import refusal_of
from core.saving import best_effort
from core.verdicts import Verdict
from forum import notices
from forum.forms import JumpForm, PreviewForm, ReplyForm
from forum.models import Category, Thread
from forum.pages.newcomers import newcomer_of
from forum.pages.posts import (
    Piece,
    for_reader,
    own_waiting_posts,
    piece_of,
    pieces_on_page,
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


def thread_page(thread: Thread, page: int, access: Access) -> dict[str, Any]:
    waiting = waiting_pieces(thread, access)
    verdict = reply_verdict(thread, access)
    pieces = pieces_on_page(thread, page, access, may_reply=bool(verdict))
    thread.byline = plain_byline(thread.author)
    if thread.locked_by:
        thread.locked_byline = plain_byline(thread.locked_by)
    return {
        "thread": thread,
        "pieces": pieces,
        "waiting": waiting,
        "is_locked": thread.is_locked_at(access.now),
        "is_pinned": thread.is_pinned_at(access.now),
        "verdict": verdict,
        "form": ReplyForm(initial={"after": thread.last_position}) if verdict else None,
        "jump": JumpForm(thread=thread),
        "may_flag": can_flag(access, thread.author_id),
        "may_rename": _may_rename(thread, pieces, waiting, access),
        "newcomer": newcomer_of(access) if verdict else None,
    } | numbers_of(thread, page)


def waiting_pieces(thread: Thread, access: Access) -> list[Piece]:
    waiting = own_waiting_posts(thread, access)
    pieces = (piece_of(post, access, may_reply=False) for post in waiting)
    return for_reader(pieces, access)


def numbers_of(thread: Thread, page: int) -> dict[str, Any]:
    """What the page says of itself in numbers, and of the pages beside it."""
    return {
        "page": page,
        "first": (page - 1) * POSTS_A_PAGE + 1,
        "last": min(page * POSTS_A_PAGE, thread.last_position),
        "newer": _range(thread, page + 1),
        "older": _range(thread, page - 1),
        "is_last_page": page == thread.page_count,
    }


def mark_pieces_seen(request: HttpRequest, pieces: list[Piece]) -> None:
    """What a reader is told of and now has before their eyes is read."""
    shown = {(notices.POST, piece.pk) for piece in pieces}
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
    thread: Thread, pieces: list[Piece], waiting: list[Piece], access: Access
) -> bool:
    """A thread that waits to be read is named anew like its first post is edited."""
    first = pieces[0].post if pieces and pieces[0].position == 1 else None
    if first is None and thread.is_held and waiting:
        first = waiting[0].post
    if first is None:
        return access.is_moderator
    return bool(can_rename_thread(access, thread, first))


@dataclass(frozen=True)
class Neighbour:
    """A page before or after this one, with the posts that it holds."""

    url: str
    first: int
    last: int


def _range(thread: Thread, page: int) -> Neighbour | None:
    if not 1 <= page <= thread.page_count:
        return None
    return Neighbour(
        thread.url_of_page(page),
        (page - 1) * POSTS_A_PAGE + 1,
        min(page * POSTS_A_PAGE, thread.last_position),
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
