"""Bringing stored text up to date with the renderer."""

from collections.abc import Iterable

from django.db import transaction

from forum import notices
from forum.models import Post
from forum.services.mentions import name_people
from forum.services.posts import locked_post
from forum.services.versions import post_changed, thread_changed
from richtext import rendering
from richtext.joining import render_joined
from richtext.rendering import UNRENDERED, Rendered

LATE = 50


def rerender_stale_posts(*, limit: int, after: int = 0) -> tuple[int, int]:
    """Render some stale posts again; say how many, and the key of the last.

    Rendering is slow, so it holds no lock: a row is written only where its source
    is still the one that was rendered. The caller goes on after the last key, so
    that a post which was changed meanwhile cannot hold up the rest.
    """
    stale = Post.objects.rendered_before(rendering.VERSION).filter(pk__gt=after)
    posts = list(stale.order_by("pk")[:limit])
    _render(posts)
    return len(posts), posts[-1].pk if posts else after


def render_late_posts() -> int:
    """Render what found no worker, then some of what is old; a periodic job.

    Those that wait go first: people whom they name have not been told.
    """
    stale = Post.objects.rendered_before(rendering.VERSION)
    posts = list(stale.order_by("body_html_version", "pk")[:LATE])
    _render(posts)
    return len(posts)


def _render(posts: Iterable[Post]) -> None:
    for post in posts:
        rendered = render_joined(post.parts, rendering.render_patiently)
        if not rendered.is_waiting:
            _store(post, rendered)


def _store(read: Post, rendered: Rendered) -> None:
    """Write what a text became, unless the post has another by now.

    The first rendering of a text does, under the lock and so once, what it would have
    done in time: it stores and tells whom the post names. A later one tells nobody.
    """
    with transaction.atomic():
        thread, post = locked_post(read)
        is_same = (post.revision, post.body) == (read.revision, read.body)
        if not is_same or not rendering.is_stale(post.body_html_version):
            return
        is_first = post.body_html_version == UNRENDERED
        if is_first and (post.is_removed or thread.is_hidden):
            return
        post.body_html = rendered.html
        post.body_html_version = rendered.version
        post_changed(post, "body_html", "body_html_version")
        if post.is_held:
            return
        named = name_people(post, rendered)
        thread_changed(thread)
        notices.announce_mentions(post, named=named if is_first else [])
