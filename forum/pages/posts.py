"""Posts as one reader sees them: pieces with their slots filled and the overlay on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from access.access import Access
from accounts.bylines import known_bylines
from core.limits import POSTS_A_PAGE
from forum.models import Post, Thread
from forum.models.post import page_of_position
from forum.pages import overlay
from forum.pages.overlay import FLAG, Overlaid
from forum.pages.pieces import Piece, PostRow, piece_of, pieces_of, rows_in_range
from forum.policies import can_correct_post, can_delete_post, can_edit_post
from moderation.policies import can_flag
from richtext import slots
from richtext.slots import Found, Needed

NOTHING = SafeString("")


@dataclass(frozen=True)
class PostView:
    """A post of a page as one reader sees it. `is_shown` says that its words are."""

    row: PostRow
    html: SafeString
    is_shown: bool

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def position(self) -> int | None:
        return self.row.position


@dataclass(frozen=True)
class Viewing:
    """How a page of posts is looked at.

    `show` is the place of a post that is folded otherwise, `new` the key of the post
    that takes focus.
    """

    access: Access
    may_reply: bool
    show: int = 0
    new: int | None = None


@dataclass(frozen=True)
class Posts:
    """The posts of a page, and what else was asked for in their one batch of slots."""

    views: Sequence[PostView]
    found: Found


def rows_of_page(thread: Thread, page: int) -> list[PostRow]:
    first = (page - 1) * POSTS_A_PAGE + 1
    return rows_in_range(thread, first, page * POSTS_A_PAGE)


def own_waiting_rows(thread: Thread, access: Access) -> list[PostRow]:
    """Held posts of the reader in this thread: nobody else sees them here."""
    if not thread.has_own_waiting:
        return []
    waiting = Post.objects.own(access.person).waiting().filter(thread=thread)
    return [PostRow.of(post) for post in waiting.order_by("pk")]


def viewed(
    thread: Thread,
    rows: Sequence[PostRow],
    viewing: Viewing,
    *,
    also: Needed | None = None,
) -> Posts:
    """Posts of one thread for one reader; `also` are slots that the page needs."""
    access = viewing.access
    overlaid = overlay.load(access, [row.pk for row in rows if not row.is_deleted])
    pieces = pieces_of(thread, rows)
    reasons = _uncovered(thread, rows, pieces) if access.is_moderator else {}
    folded = _folded(rows, viewing)
    texts = [pieces[row.pk].needs for row in rows if row.pk not in folded]
    found = slots.find(slots.joined([*texts, also or {}]), access)
    may_flag = bool(can_flag(access, None))
    views = []
    for row in rows:
        piece = pieces[row.pk]
        if row.pk in folded:
            html = _fold(thread, row)
        elif piece.is_tombstone:
            html = piece.filled(found, {})
        else:
            reason = reasons.get(row.pk, "")
            here = _here(row, piece, viewing, overlaid, reason, may_flag=may_flag)
            html = piece.filled(found, here)
        is_shown = not (row.pk in folded or piece.is_tombstone)
        views.append(PostView(row, html, is_shown))
    return Posts(views, found)


def _uncovered(
    thread: Thread, rows: Sequence[PostRow], pieces: dict[int, Piece]
) -> dict[int, str]:
    """Put the words of hidden posts into the pieces; the reasons, by post.

    For moderators alone, and cached nowhere: the cached piece is the tombstone.
    """
    hidden = [row.pk for row in rows if row.is_hidden and not row.is_deleted]
    if not hidden:
        return {}
    reasons = {}
    posts = Post.objects.filter(pk__in=hidden, deleted_at=None)
    for post in posts.with_parent_positions():
        post.thread = thread
        pieces[post.pk] = piece_of(post, post.body_html)
        reasons[post.pk] = post.hidden_reason
    return reasons


def _folded(rows: Sequence[PostRow], viewing: Viewing) -> frozenset[int]:
    """Posts of people whom the reader blocked; not what staff wrote as staff."""
    access = viewing.access
    theirs = [
        row
        for row in rows
        if row.author_id in access.blocked
        and not row.is_removed
        and row.position != (viewing.show or None)
    ]
    if not theirs:
        return frozenset()
    bylines = known_bylines({row.author_id for row in theirs}, access)
    return frozenset(
        row.pk for row in theirs if not bylines[row.author_id].is_moderator
    )


def _fold(thread: Thread, row: PostRow) -> SafeString:
    page = thread.url_of_page(page_of_position(row.position or 1))
    mark = "&" if "?" in page else "?"
    address = f"{page}{mark}show={row.position}#{row.anchor}"
    context = {"post": row, "show_url": address}
    return render_to_string("forum/posts/_folded.html", context)


def _here(
    row: PostRow,
    piece: Piece,
    viewing: Viewing,
    overlaid: Overlaid,
    hidden_reason: str,
    *,
    may_flag: bool,
) -> Mapping[str, SafeString]:
    """What the page says in a piece: the keys of its `post` slots."""
    access = viewing.access
    is_own = access.is_signed_in and row.author_id == access.person_id
    actions = _own_acts(row, piece, access) if is_own else NOTHING
    if not is_own:
        actions = _acts(row, piece, viewing, overlaid, may_flag=may_flag)
    opens, closes = _edited(row) if access.is_moderator else PLAINLY
    return {
        "focus": FOCUS if row.pk == viewing.new else NOTHING,
        "edited": opens,
        "edited-end": closes,
        "above": _above(row, access, hidden_reason),
        "actions": actions,
        "below": NOTHING if is_own else BELOW,
    }


FOCUS = format_html(' tabindex="{}" data-focus', -1)
PLAINLY = (format_html("<{}>", "span"), format_html("</{}>", "span"))
BELOW = format_html('<div class="{}"></div>', "flag-here")


def _edited(row: PostRow) -> tuple[SafeString, SafeString]:
    """For moderators, who may read the earlier texts."""
    url = reverse("forum:own_post_history", args=[row.pk])
    return format_html('<a href="{}">', url), format_html("</{}>", "a")


def _above(row: PostRow, access: Access, hidden_reason: str) -> SafeString:
    above = NOTHING
    if row.is_hidden:
        about = {"reason": hidden_reason}
        above += render_to_string("forum/posts/_hidden.html", about)
    if row.is_held:
        may_edit = not access.is_suspended
        above += render_to_string("forum/posts/_held.html", {"may_edit": may_edit})
    return above


def _own_acts(row: PostRow, piece: Piece, access: Access) -> SafeString:
    """What an author may do with an own post right now: from facts, no query."""
    may: dict[str, object] = {
        "edit": can_edit_post(access, row),
        "correct": can_correct_post(access, row),
        "delete": can_delete_post(access, row),
        "history": row.revision > 1,
    }
    return _sum(piece.actions[action] for action, verdict in may.items() if verdict)


def _acts(
    row: PostRow,
    piece: Piece,
    viewing: Viewing,
    overlaid: Overlaid,
    *,
    may_flag: bool,
) -> SafeString:
    actions = [piece.actions["reply"]] if viewing.may_reply else []
    if overlaid.of(FLAG, row.pk) is not None:
        actions.append(overlaid.part(FLAG, row.pk, row.position))
    elif may_flag:
        actions.append(piece.actions["flag"])
    others = (kind for kind in overlaid.kinds if kind != FLAG)
    actions += [overlaid.part(kind, row.pk, row.position) for kind in others]
    if viewing.access.is_moderator:
        actions.append(piece.actions["restore" if row.is_hidden else "hide"])
    return _sum(actions)


def _sum(parts: Iterable[SafeString]) -> SafeString:
    return reduce(add, parts, NOTHING)
