from datetime import timedelta

import pytest

from access.access import Access
from core import clock
from forum.services.posts import reply_to_thread
from moderation.services.history import past_of
from moderation.services.subjects import find
from stories.services.stories import publish_story, save_draft
from tests.factories.access import member
from tests.factories.moderation import CaseFactory, FlagFactory

pytestmark = pytest.mark.django_db

FIVE = {
    "from_role": "devops",
    "to_role": "mlops",
    "ending": "done",
    "months": 7,
    "sentence": "Ask who owns the data before you ask for a model",
}


def case_of(kind, thing, outcome="kept", flags=0, **fields):
    """A decided case; an open one where there is no outcome."""
    closed = {"closed_at": clock.now(), "closed_by": member()} if outcome else {}
    case = CaseFactory(
        target_kind=kind,
        target_id=thing.pk,
        author=thing.author,
        outcome=outcome,
        **closed,
        **fields,
    )
    FlagFactory.create_batch(flags, case=case)
    return case


def told(groups):
    return [
        (group.title, [row.case for row in group.rows], group.more) for group in groups
    ]


def test_a_case_knows_those_of_its_thing_its_thread_and_its_author(hana, thread, post):
    elsewhere = reply_to_thread(
        author=post.author,
        thread=reply_to_thread(author=member(), thread=thread, body="Other").thread,
        body="More",
    )
    same = case_of("post", post)
    of_thread = case_of("thread", thread, outcome="hidden")
    beside = case_of("post", elsewhere, outcome="")
    of_author = CaseFactory(author=post.author, target_kind="story", target_id=999)
    CaseFactory()
    this = case_of("post", post, outcome="")
    access = Access.of(hana)

    groups = past_of(access, find(access, "post", post.pk), case=this)

    assert told(groups) == [
        ("On this post", [same], 0),
        ("On what belongs with it", [beside, of_thread], 0),
        ("On other things of its author", [of_author], 0),
    ]


def test_flags_of_earlier_cases_are_named_and_not_their_reporters(hana, post):
    case = case_of("post", post, flags=2)
    FlagFactory(case=case, reason="advertising")
    access = Access.of(hana)

    [group] = past_of(access, find(access, "post", post.pk))

    [row] = group.rows
    assert (row.flag_count, row.reasons) == (3, ["Advertisement", "Something else"])


def test_cases_about_the_moderators_own_words_are_left_out(hana, thread):
    own = reply_to_thread(author=hana, thread=thread, body="Mine")
    case_of("post", own, flags=1)
    access = Access.of(hana)

    assert past_of(access, find(access, "thread", thread.pk)) == []


def test_a_story_and_its_thread_know_of_one_another(hana):
    story = save_draft(author=member(), answers=FIVE)
    story = publish_story(author=story.author, story=story)
    question = reply_to_thread(author=member(), thread=story.thread, body="How?")
    of_story, of_question = case_of("story", story), case_of("post", question)
    access = Access.of(hana)

    seen = {
        kind: {row.case for group in groups for row in group.rows}
        for kind, groups in {
            "story": past_of(access, find(access, "story", story.pk)),
            "thread": past_of(access, find(access, "thread", story.thread.pk)),
            "post": past_of(access, find(access, "post", question.pk)),
        }.items()
    }

    both = {of_story, of_question}
    assert seen == {"story": both, "thread": both, "post": both}


@pytest.mark.parametrize("cases", [1, 3, 8])
def test_the_past_costs_the_same_however_long_it_is(
    hana, thread, post, cases, django_assert_num_queries
):
    other = reply_to_thread(author=member(), thread=thread, body="Other")
    for number in range(cases):
        at = clock.now() - timedelta(days=number)
        case_of("post", post, flags=2, opened_at=at)
        case_of("post", other, flags=2, opened_at=at)
        CaseFactory(author=post.author, target_kind="story", target_id=number + 9000)
    access = Access.of(hana)
    subject = find(access, "post", post.pk)

    # How many of each way; the cases of each and their flags.
    with django_assert_num_queries(7):
        groups = past_of(access, subject)

    assert [group.more for group in groups] == [max(0, cases - 5)] * 3
