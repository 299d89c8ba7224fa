"""What an author takes away from under a flag, and brings back."""

from datetime import timedelta

import pytest
from django.db import transaction

from access.access import Access
from core import clock
from core.errors import Changed
from forum.models import Post
from forum.services.moderating import hide_post
from forum.services.posts import delete_post, reply_to_thread, undelete_post
from moderation.models import Case, Flag, Message, Rule
from moderation.services import decisions
from moderation.services.answering import AT_ONCE
from moderation.services.decisions import Decision
from moderation.services.flags import came_back, flag_thing
from moderation.services.queue import waiting
from outbox.services.working import work_once
from stories.services.stories import (
    bring_back_story,
    publish_story,
    save_draft,
    withdraw_story,
)
from tests.factories.access import moderator
from tests.factories.moderation import CaseFactory, FlagFactory
from tests.racing import Racer, race

pytestmark = pytest.mark.django_db

FIVE = {
    "from_role": "devops",
    "to_role": "mlops",
    "ending": "done",
    "months": 7,
    "sentence": "Ask who owns the data before you ask for a model",
}


@pytest.fixture
def story(author):
    return publish_story(author=author, story=save_draft(author=author, answers=FIVE))


def flagged(kind, thing, reporter):
    flag = flag_thing(reporter=reporter, kind=kind, pk=thing.pk, reason="advertising")
    return flag.case


def decide(action, person, case, **options):
    version = Case.objects.get(pk=case.pk).version
    return action(
        moderator=person, case=case, decision=Decision(version=version, **options)
    )


def answer_to(reporter):
    return Message.objects.filter(recipient=reporter).latest("pk").paragraphs[1]


def test_whoever_flagged_is_told_that_the_author_took_it_away(hana, post, reporter):
    case = flagged("post", post, reporter)
    delete_post(author=post.author, post=post)

    decide(decisions.keep, hana, case)

    assert answer_to(reporter) == (
        f"On {clock.now():%-d %B %Y} you flagged a post. Its author has taken it away, "
        "so there was nothing left to decide. Should it come back, a moderator reads "
        "it. Thank you for looking after this place."
    )


def test_whoever_flagged_what_is_hidden_is_told_that_it_stays_so(hana, post, reporter):
    case = flagged("post", post, reporter)
    hide_post(moderator=moderator(), post=post, reason="Rule 4")

    decide(decisions.keep, hana, case)

    assert "It was hidden already and stays so." in answer_to(reporter)


def test_whoever_flagged_is_told_that_it_is_visible_again(hana, post, reporter):
    case = flagged("post", post, reporter)
    hide_post(moderator=moderator(), post=post, reason="Rule 4")

    decide(decisions.restore, hana, case)

    assert "made it visible again" in answer_to(reporter)


def test_a_post_that_is_brought_back_has_its_case_open_again(hana, post, reporter):
    case = flagged("post", post, reporter)
    delete_post(author=post.author, post=post)
    decide(decisions.keep, hana, case)

    later = clock.now() + timedelta(days=2)
    with clock.at(later):
        undelete_post(author=post.author, post=post)
        (row,) = waiting(Access.of(hana))

    assert Case.objects.get() == Case.objects.open().get() == case
    assert Flag.objects.get().case == case
    assert (row.note, row.since) == (
        "Flagged post, 1 flag, brought back by its author",
        later,
    )


def test_a_story_that_is_brought_back_has_its_case_open_again(hana, story, reporter):
    case = flagged("story", story, reporter)
    withdraw_story(author=story.author, story=story)
    decide(decisions.keep, hana, case)

    bring_back_story(author=story.author, story=story)

    assert Case.objects.open().get() == case
    decide(decisions.hide, hana, case, rule=Rule.objects.get(number=4))
    story.refresh_from_db()
    assert story.is_hidden
    assert "hidden it" in answer_to(reporter)


@pytest.mark.parametrize("kind", ["thread", "post"])
def test_the_thread_of_a_story_comes_back_with_its_cases(hana, story, reporter, kind):
    """The teller's posts in it are away with it: moderators do not read them either."""
    thread = story.thread
    own = reply_to_thread(author=story.author, thread=thread, body="Buy my course.")
    thing = thread if kind == "thread" else own
    case = flagged(kind, thing, reporter)
    withdraw_story(author=story.author, story=story)
    decide(decisions.keep, hana, case)
    assert "Should it come back, a moderator reads it." in answer_to(reporter)

    bring_back_story(author=story.author, story=story)

    assert Case.objects.open().get() == case
    decide(decisions.hide, hana, case, rule=Rule.objects.get(number=4))
    assert "hidden it" in answer_to(reporter)


def test_a_post_that_stays_deleted_does_not_come_back_with_its_thread(
    hana, story, reporter
):
    thread = story.thread
    own = reply_to_thread(author=story.author, thread=thread, body="Buy my course.")
    case = flagged("post", own, reporter)
    delete_post(author=own.author, post=own)
    withdraw_story(author=story.author, story=story)
    decide(decisions.keep, hana, case)

    bring_back_story(author=story.author, story=story)

    assert not Case.objects.open().exists()


def test_what_was_decided_is_not_asked_again(hana, post, reporter):
    """Only a case that nobody could decide comes back."""
    case = flagged("post", post, reporter)
    decide(decisions.keep, hana, case)

    delete_post(author=post.author, post=post)
    undelete_post(author=post.author, post=post)

    case.refresh_from_db()
    assert case.outcome == "kept"
    assert not Case.objects.open().exists()


def test_nobody_decides_on_what_was_away_when_they_read(hana, post, reporter):
    case = flagged("post", post, reporter)
    delete_post(author=post.author, post=post)
    read = Case.objects.get().version
    decide(decisions.keep, hana, case)
    undelete_post(author=post.author, post=post)

    with pytest.raises(Changed, match="brought it back"):
        decisions.keep(
            moderator=moderator(), case=case, decision=Decision(version=read)
        )

    assert Case.objects.open().get() == case
    assert Message.objects.count() == 1


def test_a_thing_without_a_case_comes_back_alone(post):
    came_back(post)

    assert not Case.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_worker_answers_nobody_while_the_thing_comes_back(hana, post):
    """Whoever it answered then would never hear what is decided in the end."""
    case = CaseFactory(target_id=post.pk, author=post.author)
    FlagFactory.create_batch(AT_ONCE + 2, case=case)
    delete_post(author=post.author, post=post)
    decide(decisions.close, hana, case)
    outcomes = []
    worker = Racer(work_once, outcomes)

    with transaction.atomic():
        undelete_post(author=post.author, post=post)
        worker.start()
        worker.wait_until_blocked()
    worker.join()

    assert outcomes == [None]
    assert Case.objects.open().get() == case
    assert Flag.objects.filter(answered_at=None).count() == AT_ONCE + 2
    assert Message.objects.count() == AT_ONCE


@pytest.mark.django_db(transaction=True)
def test_closing_and_bringing_back_at_once_leave_no_flag_behind(hana, thread, reporter):
    """Whoever is first: the post that can be read again has an open case."""
    post = thread.posts.get()
    case = flagged("post", post, reporter)

    for _turn in range(6):
        delete_post(author=post.author, post=post)
        case.refresh_from_db()

        decision = Decision(version=case.version)
        race(
            lambda decision=decision: decisions.keep(
                moderator=hana, case=case, decision=decision
            ),
            lambda: undelete_post(author=post.author, post=post),
        )

        assert Post.objects.get(pk=post.pk).deleted_at is None
        case.refresh_from_db()
        if case.outcome == "kept":
            break
        assert case.is_open
