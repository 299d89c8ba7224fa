"""What a migration makes of the rows that are there."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from forum.models import Post, PostRevision
from forum.services.rendering import rerender_stale_posts
from richtext import rendering
from stories.models import Story
from tests.factories.forum import PostFactory
from tests.factories.stories import StoryFactory
from tests.richtext.reading import shown

pytestmark = pytest.mark.django_db

NAME = "0003_rendered_text_in_parts"
SMUGGLED = '<p>\ue000line:1" hx-post="/x\ue001</p>'


def before(app, name):
    return MigrationLoader(connection).project_state((app, name)).apps


def test_html_that_was_stored_as_a_string_is_shown_as_typed_then_rendered_anew():
    post = PostFactory(
        body="*Words* & @ana &#xE000;line:1&#xE001;", body_html_version=1
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE forum_post SET body_html = %s", [SMUGGLED])

    migration = import_module(f"forum.migrations.{NAME}")
    migration.harmless(before("forum", "0002_held_posts_alone_lack_a_place"), None)

    post.refresh_from_db()
    assert shown(post.body_html) == (
        "<p>*Words* &amp; @ana &amp;#xE000;line:1&amp;#xE001;</p>"
    )
    assert rendering.is_stale(post.body_html_version)
    rerender_stale_posts(limit=9)
    post.refresh_from_db()
    assert [slot.kind for slot in post.body_html.slots] == ["mention"]
    assert post.body_html_version == rendering.VERSION
    assert Post.objects.count() == 1


def test_texts_of_stories_are_shown_as_typed_too():
    story = StoryFactory(narrative="*Words*", surprise="", html_version=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stories_story SET narrative_html = %s", [SMUGGLED])

    migration = import_module(f"stories.migrations.{NAME}")
    migration.harmless(before("stories", "0002_vocabulary"), None)

    story = Story.objects.get(pk=story.pk)
    assert shown(story.narrative_html) == "<p>*Words*</p>"
    assert not story.surprise_html


HEADING = "\n\n---\n\n**Correction of 3 May 2026.** "


@pytest.mark.parametrize(
    ("texts", "parts"),
    [
        (["```\na", f"```\na{HEADING}b"], ["```\na", HEADING, "b"]),
        (
            ["a", f"a{HEADING}b", f"a{HEADING}b{HEADING}- c"],
            ["a", HEADING, "b", HEADING, "- c"],
        ),
        # What was written in an edit is no correction.
        (["a", f"b{HEADING}c"], [f"b{HEADING}c"]),
        (["a", f"a{HEADING}b", f"d{HEADING}b"], [f"d{HEADING}b"]),
        ([f"a{HEADING}b"], [f"a{HEADING}b"]),
    ],
)
def test_corrections_of_before_are_found(texts, parts):
    *earlier, body = texts
    post = PostFactory(body=body, revision=len(texts))
    for number, text in enumerate(earlier, start=1):
        PostRevision.objects.create(
            post=post, number=number, body=text, written_at=post.created_at
        )

    migration = import_module("forum.migrations.0004_corrections_have_places")
    migration.find_places(before("forum", "0004_corrections_have_places"), None)

    post.refresh_from_db()
    assert post.parts == parts
