"""Bringing stored HTML up to date with the renderer."""

from django.db import transaction

from forum.models import Post, Thread
from forum.services.versions import thread_changed
from richtext import rendering
from richtext.joining import render_joined


def rerender_stale_posts(*, limit: int, after: int = 0) -> tuple[int, int]:
    """Render some stale posts again; say how many, and the key of the last.

    Rendering is slow, so it holds no lock: a row is written only where its source
    is still the one that was rendered. The caller goes on after the last key, so
    that a post which was changed meanwhile cannot hold up the rest.
    """
    stale = Post.objects.rendered_before(rendering.VERSION).filter(pk__gt=after)
    posts = list(
        stale.order_by("pk").only("body", "corrections", "thread", "author")[:limit]
    )
    for post in posts:
        _store(post, render_joined(post.parts, rendering.render_patiently))
    return len(posts), posts[-1].pk if posts else after


def _store(post: Post, rendered: rendering.Rendered) -> None:
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=post.thread_id)
        same = Post.objects.filter(pk=post.pk, body=post.body)
        if same.update(body_html=rendered.html, body_html_version=rendered.version):
            thread_changed(thread)


def render_late_posts() -> int:
    """Render what missed its deadline; a periodic job calls this."""
    return rerender_stale_posts(limit=50)[0]
