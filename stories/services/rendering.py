"""Bringing the stored HTML of stories up to date with the renderer."""

from richtext import rendering
from richtext.parts import RichText
from stories.models import PROSE, Story


def rerender_stale_stories(*, limit: int, after: int = 0) -> tuple[int, int]:
    """Render some stale stories again; say how many, and the key of the last.

    Rendering is slow, so it holds no lock: a row is written only where its texts
    are still those that were rendered. The caller goes on after the last key, so
    that a story which was changed meanwhile cannot hold up the rest.
    """
    stale = Story.objects.rendered_before(rendering.VERSION).filter(pk__gt=after)
    stories = list(stale.order_by("pk").only("pk", "html_version", *PROSE)[:limit])
    for story in stories:
        sources = {field: getattr(story, field) for field in PROSE}
        rendered = {
            PROSE[field]: rendering.render_patiently(source).html
            if source
            else RichText()
            for field, source in sources.items()
        }
        Story.objects.filter(pk=story.pk, **sources).update(
            **rendered, html_version=rendering.VERSION
        )
    return len(stories), stories[-1].pk if stories else after


def render_late_stories() -> int:
    """Render what missed its deadline; a periodic job calls this."""
    return rerender_stale_stories(limit=20)[0]
