import pytest

from access.access import Access
from stories.searching import find
from tests.factories.access import moderator
from tests.factories.stories import StoryFactory
from tests.richtext.parsing import rich

pytestmark = pytest.mark.django_db


def titles(words, access=None, limit=9):
    return [found.title for found in find(access or Access.visitor(), words, limit)]


def test_find_wants_every_word_wherever_it_stands():
    StoryFactory(sentence="The registry came first", narrative="Then Kubernetes.")
    StoryFactory(sentence="Nothing but a registry")

    assert titles(["REGISTRY", "kubernetes"]) == ["The registry came first"]


@pytest.mark.parametrize(
    "state", [{"draft": True}, {"pending": True}, {"withdrawn": True}, {"hidden": True}]
)
def test_find_knows_nothing_of_what_is_off_the_shelf(state):
    StoryFactory(sentence="The registry came first", **state)

    assert titles(["registry"]) == titles(["registry"], Access.of(moderator())) == []


def test_find_says_who_when_and_which_move():
    story = StoryFactory(
        sentence="The registry came first",
        narrative_html=rich("<p>A <em>word</em>.</p>"),
    )

    [found] = find(Access.visitor(), ["registry"], 9)

    assert (found.url, found.excerpt, found.note, found.at) == (
        story.get_absolute_url(),
        "A word.",
        "DevOps to MLOps, done",
        story.published_at,
    )
    assert found.byline.name == story.author.display_name


def test_find_keeps_to_its_limit_and_asks_once(django_assert_num_queries):
    StoryFactory.create_batch(4, narrative="registry")

    with django_assert_num_queries(1):
        assert len(titles(["registry"], limit=3)) == 3
