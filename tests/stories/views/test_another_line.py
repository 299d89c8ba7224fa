"""A story that chose another line says so wherever its move or ending is shown."""

import json

import pytest
from django.urls import reverse

from access.access import Access
from accounts.bylines import byline_of
from moderation.services.flags import flag_thing
from stories.exporting import stories_of
from stories.models import Story
from stories.searching import find
from stories.services.stories import publish_story, save_draft
from tests.factories.access import member, moderator
from tests.factories.accounts import new_person
from tests.factories.stories import StoryFactory

pytestmark = pytest.mark.django_db

SENTENCE = "instead of MLOps"
FIVE = {
    "from_role": "devops",
    "to_role": "mlops",
    "ending": "chose_other",
    "arrived_role": "platform",
    "months": 7,
    "sentence": "I liked the platform better than the models",
}


def published_story(author, **answers):
    story = save_draft(author=author, answers=FIVE | answers)
    return publish_story(author=author, story=story)


@pytest.fixture
def story():
    return published_story(member())


def text(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_for_visitors_on_the_shelf_the_page_the_front_and_the_profile(client, story):
    StoryFactory(sentence="Beside it")
    beside = Story.objects.get(sentence="Beside it")

    pages = {
        url: text(client, url)
        for url in (
            "/",
            reverse("stories:story_index"),
            story.get_absolute_url(),
            beside.get_absolute_url(),
            story.thread.get_absolute_url(),
        )
    }

    assert {url: SENTENCE in page for url, page in pages.items()} == dict.fromkeys(
        pages, True
    )
    assert "instead of mlops" not in "".join(pages.values())


def test_for_members_on_the_profile_and_for_its_author(client, story):
    client.force_login(member())
    assert SENTENCE in text(client, byline_of(story.author).url)
    client.force_login(story.author)
    assert SENTENCE in text(client, reverse("stories:own_index"))
    assert SENTENCE in text(client, reverse("stories:own_preview", args=[story.pk]))
    assert SENTENCE in text(client, reverse("stories:own_edit", args=[story.pk]))


def test_beside_a_name_in_search_and_in_an_export(story):
    [mark] = byline_of(story.author).marks
    [found] = find(Access.visitor(), ["platform"], 5)
    files = list(stories_of(story.author))

    assert mark.label == "from DevOps to platform engineering instead of MLOps"
    assert found.note == (
        "DevOps to platform engineering instead of MLOps, chose another line"
    )
    data, prose = (file.content.decode() for file in files)
    assert json.loads(data)["ended"] == "Chose platform engineering instead of MLOps"
    assert SENTENCE in prose


def test_for_moderators_on_the_case_the_review_and_what_waits(client, story):
    case = flag_thing(
        reporter=member(), kind="story", pk=story.pk, reason="untrue"
    ).case
    waits = published_story(new_person(), sentence="Mine waits to be read by a person")
    client.force_login(moderator())

    for url in (
        case.get_absolute_url(),
        reverse("moderation:flag_create", args=["story", story.pk]),
        reverse("moderation:held_detail", args=["story", waits.pk]),
        reverse("stories:review_detail", args=[waits.pk]),
    ):
        assert SENTENCE in text(client, url)
