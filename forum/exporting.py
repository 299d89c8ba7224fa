"""What the forum hands over to a person's export: what they wrote, and where.

The title of a thread is another person's words unless they opened it: it is named
only where they may read the thread now.
"""

from collections.abc import Iterator
from typing import Any

from access.access import Access
from accounts.models import User
from core import clock
from core.export_files import ExportFile, as_json, as_markdown, in_parts
from core.limits import RESTORE_WINDOW
from forum.models import Post, Thread

BLOCK = 200


def words_of(person: User) -> Iterator[ExportFile]:
    yield as_json("forum/threads.json", _threads(person), "Threads that you opened.")
    yield from in_parts(
        "forum/posts.json",
        (_facts(post) for post in _posts(person)),
        "Your posts as data: where they stand, when you wrote them, their texts. "
        "The same texts as you typed them are in forum/posts/, one file each.",
    )
    for post in _posts(person):
        if _is_kept(post):
            yield _markdown(post)


def _threads(person: User) -> list[dict[str, Any]]:
    threads = (
        Thread.objects.filter(author=person).order_by("pk").select_related("category")
    )
    return [
        {
            "id": thread.pk,
            "title": thread.title,
            "category": thread.category.name,
            "opened_at": thread.created_at,
        }
        for thread in threads
    ]


def _posts(person: User) -> Iterator[Post]:
    """In blocks, so that a long life here does not have to fit into memory."""
    posts = (
        Post.objects.own(person)
        .with_thread_names(Access.of(person))
        .with_parent_positions()
        .order_by("pk")
        .select_related("thread")
        .defer("body_html")
        .prefetch_related("revisions")
    )
    last = 0
    while block := list(posts.filter(pk__gt=last)[:BLOCK]):
        yield from block
        last = block[-1].pk


def _is_kept(post: Post) -> bool:
    """Deleted words are the author's while they can be brought back, and no longer."""
    if post.purged_at:
        return False
    return post.deleted_at is None or post.deleted_at > clock.now() - RESTORE_WINDOW


def _facts(post: Post) -> dict[str, Any]:
    is_kept = _is_kept(post)
    return {
        "id": post.pk,
        "thread": post.thread_id,
        "thread_title": post.thread_title,
        "position": post.position,
        "in_answer_to": post.parent_position,
        "written_at": post.created_at,
        "edited_at": post.edited_at,
        "state": _state(post),
        "hidden_because": post.hidden_reason or None,
        "body": post.body if is_kept else None,
        "earlier_texts": [
            {
                "number": revision.number,
                "written_at": revision.written_at,
                "body": revision.body,
            }
            for revision in post.revisions.all()
        ]
        if is_kept
        else [],
    }


def _state(post: Post) -> str:
    if post.deleted_at:
        return "deleted by you"
    if post.is_hidden:
        return "hidden by a moderator"
    return "waiting to be read" if post.is_held else "shown"


def _markdown(post: Post) -> ExportFile:
    facts = {
        "thread": post.thread_title or f"number {post.thread_id}",
        "position": post.position or "none yet",
        "in answer to": post.parent_position or "the thread",
        "written": f"{post.created_at:%-d %B %Y, %H:%M} UTC",
        "state": _state(post),
    }
    earlier = [
        f"## Text {revision.number}, of {revision.written_at:%-d %B %Y, %H:%M} UTC\n\n"
        f"{revision.body}"
        for revision in post.revisions.all()
    ]
    if earlier:
        earlier.insert(0, "# Earlier texts")
    return as_markdown(f"forum/posts/{post.pk:08}.md", facts, *post.parts, *earlier)
