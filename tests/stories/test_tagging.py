import pytest

from access.access import Access
from stories.tagging import count
from tests.factories import access as people
from tests.factories.stories import StoryFactory, StorySkillFactory
from tests.factories.tags import TagFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("persona", [None, people.member, people.moderator])
def test_count_is_over_stories_that_the_reader_may_see(persona):
    tag, other = TagFactory(), TagFactory()
    StorySkillFactory.create_batch(2, tag=tag)
    for hidden in ("draft", "pending", "withdrawn", "hidden"):
        StorySkillFactory(tag=tag, story=StoryFactory(**{hidden: True}))
    StorySkillFactory(tag=other, story=StoryFactory(draft=True))
    access = Access.of(persona() if persona else None)

    assert count(access, [tag.pk, other.pk]) == {tag.pk: 2}


@pytest.mark.parametrize("rows", [1, 3])
def test_count_asks_once(rows, django_assert_num_queries):
    tags = TagFactory.create_batch(rows)
    for tag in tags:
        StorySkillFactory(tag=tag)
    access = Access.of(None)

    with django_assert_num_queries(1):
        counted = count(access, [tag.pk for tag in tags])

    assert counted == dict.fromkeys((tag.pk for tag in tags), 1)
