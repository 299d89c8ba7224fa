"""How threads and posts are found. What the reader may not see is not looked at."""

from collections.abc import Sequence

from access.access import Access
from accounts.bylines import plain_byline
from forum.models import Post, Thread
from richtext.excerpts import excerpt
from search.registry import Found, Kind, register_kind
from search.terms import all_terms

EXCERPT = 180


def register() -> None:
    register_kind(Kind(key="threads", label="Threads", find=find_threads))
    register_kind(Kind(key="posts", label="Posts", find=find_posts))


def find_threads(access: Access, words: Sequence[str], limit: int) -> list[Found]:
    """Threads whose title holds every word, the latest activity first."""
    threads = (
        Thread.objects.visible_to(access)
        .listed()
        .filter(all_terms(words, "title"))
        .select_related("author", "category")
        .by_latest_activity()[:limit]
    )
    return [
        Found(
            title=thread.title,
            url=thread.get_absolute_url(),
            byline=plain_byline(thread.author),
            at=thread.last_posted_at,
            note=thread.category.name,
        )
        for thread in threads
    ]


def find_posts(access: Access, words: Sequence[str], limit: int) -> list[Found]:
    """Posts whose text holds every word, the newest first.

    A hit is told with the title of its thread, which is words of who started that.
    """
    posts = (
        Post.objects.visible_to(access)
        .shown()
        .filter(all_terms(words, "body"), thread__hidden_at=None)
        .exclude(thread__author__in=sorted(access.blocked))
        .select_related("author", "thread__category")
        .order_by("-created_at", "-pk")[:limit]
    )
    return [
        Found(
            title=f"{post.thread.title}, post {post.position}",
            url=post.get_absolute_url(),
            excerpt=excerpt(post.body_html, EXCERPT),
            byline=plain_byline(post.author),
            at=post.created_at,
            note=post.thread.category.name,
        )
        for post in posts
    ]
