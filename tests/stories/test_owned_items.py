from datetime import timedelta

import pytest

from access.access import Access
from accounts.bylines import byline_of
from accounts.registry import Mark, OwnedItem
from core import clock
from stories import owned_items
from stories.services.visibility import withdraw_story
from tests.factories.access import expired
from tests.factories.accounts import UserFactory
from tests.factories.stories import StoryFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("facts", "mark"),
    [
        ({}, ("devops", "mlops")),
        ({"ending": "chose_other", "arrived_role": "platform"}, ("devops", "platform")),
        ({"ending": "under_way"}, None),
        ({"ending": "stopped"}, None),
        ({"ending": "went_back"}, None),
        ({"ending": "considering"}, None),
        ({"to_role": "other", "to_other": "Baker"}, None),
        ({"draft": True}, None),
        ({"withdrawn": True}, None),
        ({"hidden": True}, None),
    ],
)
def test_moves_of_marks_an_arrival_that_is_on_the_shelf(facts, mark):
    story = StoryFactory(**facts)

    found = owned_items.moves_of([story.author_id]).get(story.author_id, [])

    assert [(one.start, one.end) for one in found] == ([mark] if mark else [])


def test_moves_of_takes_the_latest_and_asks_once(django_assert_num_queries):
    people = UserFactory.create_batch(3)
    for person in people:
        StoryFactory(author=person, published_at=clock.now() - timedelta(days=9))
        StoryFactory(author=person, from_role="mlops", to_role="platform")

    with django_assert_num_queries(1):
        marks = owned_items.moves_of([person.pk for person in people])

    label = "from MLOps to platform engineering"
    assert marks == {
        person.pk: [Mark("move", label, "mlops", "platform")] for person in people
    }


def test_a_byline_wears_the_move_until_the_story_is_withdrawn():
    story = StoryFactory()
    assert [mark.end for mark in byline_of(story.author).marks] == ["mlops"]

    withdraw_story(author=story.author, story=story)

    assert byline_of(story.author).marks == ()


@pytest.mark.parametrize(("count", "label"), [(1, "story"), (2, "stories")])
def test_own_stories_stay_whatever_became_of_them(count, label):
    person = expired()
    StoryFactory.create_batch(count - 1, author=person, draft=True)
    StoryFactory(author=person, hidden=True)

    assert owned_items.own_stories(person) == OwnedItem(
        label, count, "/me/stories/", sign="book"
    )


def test_profile_section_shows_what_is_on_the_shelf_alone():
    person = UserFactory()
    out = StoryFactory(author=person)
    StoryFactory(author=person, draft=True)

    section = owned_items.profile_section(person, Access.visitor())

    assert [card.story for card in section.context["cards"]] == [out]
    assert owned_items.profile_section(UserFactory(), Access.visitor()) is None


def test_a_profile_page_links_the_stories(client):
    story = StoryFactory()

    page = client.get(f"/u/{story.author.handle}/").content.decode()

    assert f'href="{story.get_absolute_url()}"' in page
    assert story.sentence in page
