from datetime import timedelta

import pytest
from django.http import Http404, QueryDict

from core import clock
from stories.models import Story
from stories.reading import browsing
from stories.reading.browsing import Filter
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
def test_facets_count_in_one_query_and_keep_small_numbers_to_themselves(
    django_assert_num_queries,
):
    StoryFactory.create_batch(5)
    StoryFactory.create_batch(4, ending="stopped")

    with django_assert_num_queries(1):
        count, facets = browsing.facets(
            Story.objects.published(), asked("ending=stopped")
        )

    numbers = {
        option.value: option.count
        for facet in facets
        if facet.name == "ending"
        for option in facet.options
    }
    assert count == 4
    assert numbers == {
        "done": 5,
        "stopped": None,
        "under_way": None,
        "went_back": None,
        "chose_other": None,
        "considering": None,
    }


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
