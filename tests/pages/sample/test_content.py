"""The words of the sample hold together: nobody speaks who is not there."""

import itertools
from collections import Counter

import pytest

from core.limits import SENTENCE_MAX, TITLE_MAX, TITLE_MIN
from pages.sample import loading, long_thread, short_stories
from stories.enums import Ending

HANDLES = {person.handle for person in loading.people()}
ROOMS = {room.slug for room in loading.rooms()}


@pytest.mark.parametrize("talk", loading.conversations(), ids=lambda talk: talk.title)
def test_everyone_who_speaks_is_there(talk):
    speakers = {talk.author, *(reply.author for reply in talk.replies)}

    assert speakers <= HANDLES
    assert talk.category in ROOMS
    assert TITLE_MIN <= len(talk.title) <= TITLE_MAX


def test_a_dozen_threads_and_more_are_written_with_care():
    lengths = [len(talk.replies) for talk in loading.conversations()]

    assert len([length for length in lengths if 4 <= length <= 12]) >= 12


def test_titles_are_told_apart():
    titles = [talk.title for talk in loading.conversations()]

    assert len(titles) == len(set(titles)) == 39


def test_code_of_every_language_of_the_trade_is_there():
    text = "".join(
        body
        for talk in loading.conversations()
        for body in (talk.body, *(reply.body for reply in talk.replies))
    )

    fences = ("yaml", "hcl", "python", "dockerfile", "sql", "bash", "diff")
    assert [fence for fence in fences if f"```{fence}\n" not in text] == []
    assert "- [x]" in text
    assert "[^1]:" in text
    assert "| ---" in text


def test_stories_end_in_every_way_and_in_no_way_most():
    stories = [
        *loading.stories(),
        *(teller.story for teller in short_stories.tellers(7)),
    ]

    endings = Counter(story.facts["ending"] for story in stories)
    assert set(endings) == set(Ending.values)
    assert max(endings.values()) < len(stories) / 2
    assert {story.facts["ending"] for story in loading.stories()} == set(Ending.values)


def test_sentences_of_stories_are_told_apart_and_fit():
    sentences = [
        *(story.facts["sentence"] for story in loading.stories()),
        *(teller.story.facts["sentence"] for teller in short_stories.tellers(7)),
    ]

    assert len(set(sentences)) == 60
    assert all(TITLE_MIN <= len(sentence) <= SENTENCE_MAX for sentence in sentences)


def test_tellers_of_short_stories_are_nobody_else():
    handles = [teller.person.handle for teller in short_stories.tellers(7)]

    assert len(set(handles)) == 48
    assert not set(handles) & HANDLES


def test_the_long_thread_says_nothing_twice_and_nobody_answers_themselves():
    talk = long_thread.conversation(7, loading.people())

    bodies = [reply.body for reply in talk.replies]
    assert len(bodies) == len(set(bodies)) == 299
    speakers = [talk.author, *(reply.author for reply in talk.replies)]
    assert all(one != other for one, other in itertools.pairwise(speakers))


def test_every_address_is_plainly_a_sample():
    assert all(person.email.endswith("@example.org") for person in loading.people())


def test_durations_are_read():
    assert loading.duration("40m").total_seconds() == 2400
    assert loading.duration("3h").total_seconds() == 3 * 3600
    assert loading.duration("2d").days == 2
