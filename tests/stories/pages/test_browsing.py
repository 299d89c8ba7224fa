import random
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.http import Http404, QueryDict

from core import clock
from core.vocabularies import Role
from stories.enums import Ending
from stories.models import Story
from stories.pages import browsing
from stories.pages.browsing import Filter
from tests.factories.stories import StoryFactory


def asked(query):
    return Filter.read(QueryDict(query))


@pytest.mark.parametrize(
    ("query", "words", "chips", "unknown"),
    [
        ("", "", [], ()),
        (
            "to=mlops&to=platform",
            "to platform engineering or MLOps",
            [
                ("To platform engineering", "?to=mlops"),
                ("To MLOps", "?to=platform"),
            ],
            (),
        ),
        (
            "from=devops&ending=stopped&months=4-6",
            "from DevOps, stopped, 4 to 6 months",
            [
                ("From DevOps", "?ending=stopped&months=4-6"),
                ("Stopped", "?from=devops&months=4-6"),
                ("4 to 6 months", "?from=devops&ending=stopped"),
            ],
            (),
        ),
        ("to=mlops&to=mlops", "to MLOps", [("To MLOps", "?")], ()),
        ("to=vp&ending=&months=4", "", [], ("vp", "4")),
        ("to=ml%00ops", "", [], ("ml\x00ops",)),
    ],
)
def test_filter_reads_the_address(query, words, chips, unknown):
    found = asked(query)

    assert found.words == words
    assert [(chip.label, chip.url) for chip in found.chips] == chips
    assert found.unknown == unknown


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "sentences"),
    [
        ("", ["away", "plain", "long"]),
        ("to=mlops", ["away", "plain"]),
        ("to=platform", ["away", "long"]),
        ("from=platform", []),
        ("ending=done", ["plain", "long"]),
        ("ending=done&months=13-", ["long"]),
        ("months=1-3&months=4-6", ["away"]),
    ],
)
def test_filter_narrows_by_where_a_story_led(query, sentences):
    now = clock.now()
    StoryFactory(
        sentence="long", to_role="platform", months=30, published_at=now - timedelta(3)
    )
    StoryFactory(sentence="plain", published_at=now - timedelta(2))
    StoryFactory(
        sentence="away",
        ending="chose_other",
        arrived_role="platform",
        months=5,
        published_at=now - timedelta(1),
    )

    found = asked(query).narrow(Story.objects.published()).by_newest()

    assert [story.sentence for story in found] == sentences


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "ending=stopped", "ending=stopped&to=mlops"])
def test_facets_count_in_one_query(query, django_assert_num_queries):
    StoryFactory.create_batch(3)

    with django_assert_num_queries(1):
        browsing.facets(Story.objects.published(), asked(query))


@pytest.mark.django_db
def test_facets_count_under_the_other_filters():
    StoryFactory.create_batch(5)
    StoryFactory.create_batch(4, ending="stopped")
    StoryFactory.create_batch(2, ending="stopped", to_role="platform")

    count, facets = browsing.facets(
        Story.objects.published(), asked("ending=stopped&to=mlops")
    )

    numbers = {
        facet.name: {option.value: option.count for option in facet.options}
        for facet in facets
    }
    assert count == 4
    assert numbers["ending"] == {
        "done": 5,
        "stopped": 4,
        "under_way": 0,
        "went_back": 0,
        "chose_other": 0,
        "considering": 0,
    }
    assert numbers["to"] == {"mlops": 4, "platform": 2, "devops": 0, "other": 0}
    assert numbers["from"] == {"devops": 4, "platform": 0, "mlops": 0, "other": 0}


CHOICES = [
    *(("from", role) for role in Role.values),
    *(("to", role) for role in Role.values),
    *(("ending", ending) for ending in Ending.values),
    *(("months", key) for key in browsing.MONTHS),
]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_every_number_is_that_of_the_list_it_leads_to(seed):
    """By brute force: the choice alone in its facet, the other facets as they are."""
    dice = random.Random(seed)
    for _story in range(40):
        ending = dice.choice(Ending.values)
        instead = dice.choice(["devops", "platform", "mlops"])
        StoryFactory(
            from_role=dice.choice(["devops", "platform", "mlops"]),
            to_role=dice.choice(["devops", "platform", "mlops"]),
            ending=ending,
            arrived_role=instead if ending == "chose_other" else "",
            months=dice.randint(1, 20),
            hidden=dice.random() < 0.1,
        )
    published = Story.objects.published()

    for _filter in range(8):
        chosen = dice.sample(CHOICES, dice.randint(0, 5))
        here = asked(urlencode(chosen))
        count, facets = browsing.facets(published, here)
        assert count == len(here.narrow(published))
        for facet in facets:
            kept = [pair for pair in chosen if pair[0] != facet.name]
            for option in facet.options:
                there = asked(urlencode([*kept, (facet.name, option.value)]))
                assert option.count == len(there.narrow(published))


def walk(query=""):
    return browsing.page_of(Story.objects.published(), QueryDict(query))


@pytest.mark.django_db
def test_page_of_leads_down_the_shelf_and_up_again():
    now = clock.now()
    moment = now - timedelta(days=9)
    for number in range(45):
        # Some are published in the same moment: then the key decides.
        StoryFactory(published_at=moment + timedelta(hours=number // 3))
    every = [story.pk for story in Story.objects.published().by_newest()]

    first = walk()
    second = walk(first.older)
    third = walk(second.older)

    pages = [[story.pk for story in page.stories] for page in (first, second, third)]
    assert pages == [every[:20], every[20:40], every[40:]]
    assert (first.newer, third.older) == ("", "")
    assert [story.pk for story in walk(third.newer).stories] == pages[1]
    back = walk(walk(third.newer).newer)
    assert [story.pk for story in back.stories] == pages[0]
    assert back.newer == ""


@pytest.mark.django_db
def test_page_of_goes_on_after_a_story_that_has_left_the_shelf():
    now = clock.now()
    older = StoryFactory(published_at=now - timedelta(2))
    gone = StoryFactory(published_at=now - timedelta(1), withdrawn=True)

    assert walk(f"before={gone.pk}").stories == [older]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "raw", ["-1", "1e3", "abc", "١٢", str(10**30), "0", "999", "%00", "1;2"]
)
@pytest.mark.parametrize("name", ["before", "after"])
def test_page_of_answers_404_for_what_is_no_key(name, raw):
    with pytest.raises(Http404):
        walk(f"{name}={raw}")


@pytest.mark.django_db
def test_page_of_does_not_take_an_unpublished_story_as_a_key():
    draft = StoryFactory(draft=True)

    with pytest.raises(Http404):
        walk(f"before={draft.pk}")
