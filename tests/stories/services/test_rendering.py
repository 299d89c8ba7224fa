import pytest
from django.core.management import call_command

from richtext import rendering
from stories.models import Story
from stories.services.rendering import render_late_stories, rerender_stale_stories
from tests.factories.stories import StoryFactory
from tests.richtext.reading import rich

pytestmark = pytest.mark.django_db

OLD = {"narrative_html": rich("<p>old</p>"), "html_version": 0}


def test_rerender_stale_stories_renders_what_is_stale_and_nothing_else():
    stale = StoryFactory(narrative="A *word*.", **OLD)
    fresh = StoryFactory(
        narrative="Kept.",
        narrative_html=rich("<p>as it is</p>"),
        html_version=rendering.VERSION,
    )
    silent = StoryFactory()

    assert rerender_stale_stories(limit=10) == (1, stale.pk)
    assert rerender_stale_stories(limit=10) == (0, 0)

    for story in (stale, fresh, silent):
        story.refresh_from_db()
    assert stale.narrative_html == rich("<p>A <em>word</em>.</p>")
    assert fresh.narrative_html == rich("<p>as it is</p>")
    assert (silent.narrative_html, silent.html_version) == (rich(), 0)


def test_rerender_stale_stories_goes_on_after_a_key():
    stories = [StoryFactory(narrative=f"Text {n}", **OLD) for n in range(3)]

    assert rerender_stale_stories(limit=2) == (2, stories[1].pk)
    assert rerender_stale_stories(limit=2, after=stories[1].pk) == (1, stories[2].pk)


def test_render_late_stories_says_how_many():
    StoryFactory(surprise="Late.", **OLD)

    assert [render_late_stories(), render_late_stories()] == [1, 0]


def test_rerender_stories_counts_in_a_dry_run_and_renders_otherwise(capsys):
    StoryFactory(narrative="A *word*.", **OLD)

    call_command("rerender_stories", dry_run=True)
    assert capsys.readouterr().out == "1 stories to render.\n"
    assert Story.objects.get().html_version == 0

    call_command("rerender_stories")
    assert "Rendered 1 stories." in capsys.readouterr().out
    assert Story.objects.get().html_version == rendering.VERSION
