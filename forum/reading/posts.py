"""What the pages of a thread show, loaded and rendered with few queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.access import Access
from accounts.bylines import bylines_of, count_of_names
from core.limits import POSTS_A_PAGE
from core.zones import clock_key
from forum.models import Post, Thread
from forum.policies import (
    can_correct_post,
    can_delete_post,
    can_edit_post,
)
from forum.reading.caching import kept
from forum.reading.marks import flagged_posts
from moderation.policies import can_flag
from richtext import slots
from richtext.parts import RichText

FACTS = (
    *("id", "thread_id", "author_id", "position", "revision", "created_at"),
    *("edited_at", "deleted_at", "purged_at", "hidden_at", "held_at"),
)


@dataclass(frozen=True)
class Piece:
    """A post as it stands in the cache: what every reader of one kind sees.

    The slots that are left in `text` depend on the reader; `filled` makes `prose` of
    it. `article` is the whole as HTML, for whom it holds nothing personal; otherwise
    it is empty, and is put together from `head`, `prose` and the acts: `acts` are
    those on someone else's post, the ones on an own post come from `own`. `facts`
    are what policies ask for, without the words.
    """

    pk: int
    anchor: str
    author_id: int
    position: int | None
    head: SafeString
    text: RichText
    acts: str
    is_tombstone: bool
    facts: dict[str, Any] = field(repr=False)
    article: str = ""
    prose: SafeString | None = None
    own: Own | None = None

    @property
    def post(self) -> Post:
        return Post(**self.facts)


@dataclass(frozen=True)
class Own:
    """What an author may do with an own post right now."""

    edit: bool
    correct: bool
    delete: bool
    history: bool


def posts_on_page(thread: Thread, page: int, access: Access) -> list[Post]:
    """The places of one page in order, each with `byline` and `text` where shown.

    A range on the index of positions: page 500 costs what page 1 costs.
    """
    first = (page - 1) * POSTS_A_PAGE + 1
    return posts_in_range(thread, first, page * POSTS_A_PAGE, access)


def posts_in_range(thread: Thread, first: int, last: int, access: Access) -> list[Post]:
    found = Post.objects.filter(thread=thread).with_words_for(access).with_author()
    return _dressed(thread, list(found.in_range(first, last)), access)


def own_waiting_posts(thread: Thread, access: Access) -> list[Post]:
    """Held posts of the reader in this thread: nobody else sees them here."""
    if not thread.has_own_waiting:
        return []
    waiting = Post.objects.own(access.person).waiting().filter(thread=thread)
    posts = waiting.with_words_for(access).with_author().order_by("pk")
    return _dressed(thread, list(posts), access)


def _dressed(thread: Thread, posts: Sequence[Post], access: Access) -> list[Post]:
    shown = [post for post in posts if not is_tombstone(post, access)]
    bylines = bylines_of((post.author, post.author_is_moderator) for post in shown)
    found = slots.find(slots.needed(post.words for post in shown), shared=True)
    for post in shown:
        post.byline = bylines[post.author_id]
        post.text = slots.settle(post.words, found, post.anchor)
    for post in posts:
        post.thread = thread
    return list(posts)


def is_tombstone(post: Post, access: Access) -> bool:
    return post.is_deleted or (post.is_hidden and not access.is_moderator)


def pieces_on_page(
    thread: Thread, page: int, access: Access, *, may_reply: bool
) -> list[Piece]:
    """The posts of a page as this reader sees them, from the cache where kept."""
    key = (
        "posts",
        thread.pk,
        page,
        thread.version,
        thread.category.version,
        count_of_names(access),
        clock_key(),
        access.is_signed_in,
        access.is_moderator,
        may_reply,
        bool(can_flag(access, None)),
    )
    pieces = kept(
        key,
        lambda: [
            piece_of(post, access, may_reply=may_reply)
            for post in posts_on_page(thread, page, access)
        ],
    )
    flagged = flagged_posts(thread, [piece.pk for piece in pieces], access)
    return [
        _flagged(piece, access, may_reply) if piece.pk in flagged else piece
        for piece in personal(pieces, access)
    ]


def _flagged(piece: Piece, access: Access, may_reply: bool) -> Piece:
    """The piece for whoever flagged it: the acts say so, to them alone."""
    if piece.is_tombstone:
        return piece
    context = {
        "post": piece.post,
        "access": access,
        "may_reply": may_reply,
        "may_flag": True,
        "has_flagged": True,
    }
    acts = render_to_string("forum/posts/_acts.html", context)
    return replace(piece, acts=acts, article="")


def piece_of(post: Post, access: Access, *, may_reply: bool) -> Piece:
    is_gone = is_tombstone(post, access)
    context = {
        "post": post,
        "access": access,
        "may_reply": may_reply,
        # Of anybody's post: whose own it is, `personal` tells.
        "may_flag": bool(can_flag(access, None)),
    }
    head = "forum/posts/_tombstone.html" if is_gone else "forum/posts/_head.html"
    acts = "" if is_gone else render_to_string("forum/posts/_acts.html", context)
    piece = Piece(
        pk=post.pk,
        anchor=post.anchor,
        author_id=post.author_id,
        position=post.position,
        head=render_to_string(head, context),
        text=RichText() if is_gone else post.text,
        acts=acts,
        is_tombstone=is_gone,
        facts={name: getattr(post, name) for name in FACTS},
    )
    if any(piece.text.slots):
        return piece
    piece = replace(piece, prose=slots.fill(piece.text, {}))
    article = render_to_string("forum/posts/_piece.html", {"piece": piece})
    return replace(piece, article=article)


def filled(pieces: Iterable[Piece], access: Access) -> list[Piece]:
    """The pieces of a page with the slots of its reader, one question for each kind."""
    pieces = list(pieces)
    waiting = [piece.text for piece in pieces if piece.prose is None]
    found = slots.find(slots.needed(waiting), access)
    return [
        replace(piece, prose=slots.fill(piece.text, found, piece.anchor))
        if piece.prose is None
        else piece
        for piece in pieces
    ]


def personal(pieces: Iterable[Piece], access: Access) -> list[Piece]:
    """The pieces with what depends on the reader: slots, and acts on own posts."""
    return [_with_own_acts(piece, access) for piece in filled(pieces, access)]


def _with_own_acts(piece: Piece, access: Access) -> Piece:
    if not access.is_signed_in or piece.author_id != access.person_id:
        return piece
    post = piece.post
    own = Own(
        edit=bool(can_edit_post(access, post)),
        correct=bool(can_correct_post(access, post)),
        delete=bool(can_delete_post(access, post)),
        history=post.revision > 1 and not piece.is_tombstone,
    )
    return replace(piece, own=own, article="")
