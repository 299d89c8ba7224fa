"""Bringing the stored texts of stories up to date with the renderer."""

from collections.abc import Iterable

from richtext import rendering
from richtext.parts import RichText
from stories.models import PROSE, Story

LATE = 20


def rerender_stale_stories(*, limit: int, after: int = 0) -> tuple[int, int]:
    """Render some stale stories again; say how many, and the key of the last.

    Rendering is slow, so it holds no lock: a row is written only where its texts
    are still those that were rendered. The caller goes on after the last key, so
    that a story which was changed meanwhile cannot hold up the rest.
    """
    stale = Story.objects.rendered_before(rendering.VERSION).filter(pk__gt=after)
    stories = list(stale.order_by("pk").only("pk", *PROSE)[:limit])
    _render(stories)
    return len(stories), stories[-1].pk if stories else after


def render_late_stories() -> int:
    """Render what found no worker, then some of what is old; a periodic job."""
    stale = Story.objects.rendered_before(rendering.VERSION)
    stories = list(stale.order_by("html_version", "pk").only("pk", *PROSE)[:LATE])
    _render(stories)
    return len(stories)


def _render(stories: Iterable[Story]) -> None:
    for story in stories:
        sources = {field: getattr(story, field) for field in PROSE}
        rendered = {
            PROSE[field]: rendering.render_patiently(source)
            for field, source in sources.items()
            if source
        }
        if any(text.is_waiting for text in rendered.values()):
            continue
        written = {html: text.html for html, text in rendered.items()}
        Story.objects.filter(
            pk=story.pk, html_version__lt=rendering.VERSION, **sources
        ).update(
            **dict.fromkeys(PROSE.values(), RichText()) | written,
            html_version=rendering.VERSION,
        )
