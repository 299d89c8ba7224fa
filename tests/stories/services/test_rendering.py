import pytest
from django.core.management import call_command

from richtext import rendering
from stories.models import Story
from stories.services import rendering as services
from stories.services.editing import edit_story, save_draft
from stories.services.rendering import render_late_stories, rerender_stale_stories
from tests.busy import no_worker
from tests.factories.access import member
from tests.factories.stories import StoryFactory
from tests.richtext.parsing import rich

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


def test_a_story_that_finds_no_worker_keeps_its_version_and_is_tried_again():
    with no_worker():
        story = save_draft(author=member(), answers={"narrative": "A *word*."})
        assert render_late_stories() == 1
    story.refresh_from_db()
    assert (story.narrative_html, story.html_version) == (
        rich("<p>A *word*.</p>"),
        rendering.UNRENDERED,
    )

    assert render_late_stories() == 1

    story.refresh_from_db()
    assert (story.narrative_html, story.html_version) == (
        rich("<p>A <em>word</em>.</p>"),
        rendering.VERSION,
    )


def test_a_story_that_was_changed_meanwhile_keeps_its_newer_text():
    story = StoryFactory(narrative="A *word*.", **OLD)
    stale = Story.objects.get(pk=story.pk)
    edit_story(author=story.author, story=story, answers={"narrative": "*Other*"})

    services._render([stale])

    story.refresh_from_db()
    assert story.narrative_html == rich("<p><em>Other</em></p>")


def test_late_stories_come_before_old_ones(monkeypatch):
    monkeypatch.setattr(services, "LATE", 2)
    old = [StoryFactory(narrative="*Old*", html_version=1) for _ in range(3)]
    late = StoryFactory(narrative="*Late*", html_version=rendering.UNRENDERED)

    assert render_late_stories() == 2

    versions = [Story.objects.get(pk=story.pk).html_version for story in [*old, late]]
    assert versions == [rendering.VERSION, 1, 1, rendering.VERSION]
