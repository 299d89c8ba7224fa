"""What is decided in one act: a first post with its thread, a hiding with its end."""

from datetime import timedelta
from functools import partial

import pytest

from access.access import Access
from access.models import Restriction
from core import clock
from core.errors import Changed
from forum.models import Thread
from forum.services.moderating import hide_thread, restore_thread
from forum.services.posts import reply_to_thread
from moderation.models import Case, Flag, LogEntry, Message, Rule
from moderation.services import decisions, people
from moderation.services.decisions import Decision
from moderation.services.flags import flag_thing, open_case
from moderation.services.people import until_in
from moderation.services.subjects import find
from moderation.services.together import beside_of, stands_still
from notifications.models import Notice
from tests.factories.access import member, moderator
from tests.jobs import run_jobs
from tests.racing import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(thread):
    return thread.posts.get(position=1)


@pytest.fixture
def case(reporter, first):
    return flag_thing(
        reporter=reporter, kind="post", pk=first.pk, reason="advertising"
    ).case


def read(case, **options):
    version = Case.objects.get(pk=case.pk).version
    return Decision(
        **{"version": version, "rule": Rule.objects.get(number=4)} | options
    )


def standing(thing):
    thing.refresh_from_db()
    return thing.is_hidden


def test_hiding_a_first_post_takes_the_thread_along_with_one_letter(
    hana, case, first, thread
):
    other = member()
    flag_thing(reporter=other, kind="thread", pk=thread.pk, reason="untrue")

    decisions.hide(moderator=hana, case=case, decision=read(case, with_whole=True))

    assert (standing(first), standing(thread)) == (True, True)
    message = Message.objects.get(recipient=first.author)
    assert message.subject == "Your thread is hidden"
    assert "and with it the whole thread that it opens" in message.body
    actions = LogEntry.objects.order_by("pk").values_list("action", "target_kind")
    assert list(actions) == [("hide", "post"), ("hide", "thread")]
    assert set(Case.objects.values_list("target_kind", "outcome")) == {
        ("post", "hidden"),
        ("thread", "hidden"),
    }
    assert not Flag.objects.filter(answered_at=None).exists()
    assert Message.objects.filter(recipient=other).count() == 1


def test_hiding_a_first_post_alone_leaves_the_thread(hana, case, first, thread):
    decisions.hide(moderator=hana, case=case, decision=read(case))

    assert (standing(first), standing(thread)) == (True, False)
    assert Message.objects.get(recipient=first.author).subject == "Your post is hidden"


def test_the_thread_is_not_hidden_twice(hana, case, first, thread):
    decision = read(case, with_whole=True)
    hide_thread(moderator=moderator(), thread=thread, reason="Rule 4")

    with pytest.raises(Changed, match="What it opens is not as it was"):
        decisions.hide(moderator=hana, case=case, decision=decision)

    assert not standing(first)
    assert not Message.objects.exists()
    assert LogEntry.objects.count() == 1


def test_only_a_first_post_suggests_its_thread(hana, first, post):
    access = Access.of(hana)

    [with_thread, alone] = [
        beside_of(access, find(access, "post", one.pk), None) for one in (first, post)
    ]

    assert with_thread.whole.thing == first.thread
    [label, hint] = with_thread.words["with_whole"]
    assert label == "If you hide it, hide the whole thread as well"
    assert "“Pay bands in Berlin”, stays public otherwise." in hint
    assert "One post of others goes with it." in hint
    assert (alone.whole, alone.words) == (None, {})


def test_what_was_hidden_together_comes_back_together(hana, case, first, thread):
    decisions.hide(
        moderator=hana,
        case=case,
        decision=read(case, with_whole=True, suspend_until=until_in(7)),
    )
    case.refresh_from_db()

    decisions.restore(
        moderator=hana, case=case, decision=read(case, with_whole=True, lifts=True)
    )

    assert (standing(first), standing(thread)) == (False, False)
    assert not Access.of(first.author).is_suspended
    message = Message.objects.filter(recipient=first.author).latest("pk")
    assert message.subject == "Your post is visible again"
    assert "Others can read both again now." in message.body
    assert "Your suspension is lifted as well" in message.body
    assert Message.objects.filter(recipient=first.author).count() == 2
    actions = LogEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions)[3:] == ["restore", "restore", "lift"]
    assert set(Case.objects.values_list("outcome", flat=True)) == {"restored"}


def test_bringing_back_alone_says_what_still_stands(hana, case, first, thread):
    decisions.hide(
        moderator=hana,
        case=case,
        decision=read(case, with_whole=True, suspend_until=until_in(7)),
    )
    case.refresh_from_db()
    access = Access.of(hana)
    subject = find(access, "post", first.pk)
    until = Access.of(first.author).suspended_until

    beside = beside_of(access, subject, until)
    stands = stands_still(access, subject, case)
    decisions.restore(moderator=hana, case=case, decision=read(case))

    assert set(beside.words) == {"with_whole", "lifts"}
    # The thread is named once, not as another thing of its author as well.
    assert stands == ["Its thread is hidden."]
    assert (standing(first), standing(thread)) == (False, True)
    assert Access.of(first.author).is_suspended
    message = Message.objects.filter(recipient=first.author).latest("pk")
    assert message.subject == "Your post is hidden no longer"
    assert "cannot read it yet, for another reason: its thread is hidden." in (
        message.body
    )
    run_jobs()
    assert Notice.objects.filter(recipient=first.author).latest("pk").context == {}


def test_what_stands_counts_other_things_while_they_are_hidden(hana, case, first, post):
    decisions.hide(moderator=hana, case=case, decision=read(case))
    other = reply_to_thread(author=first.author, thread=post.thread, body="And more.")
    hidden_by = open_case(find(Access.of(hana), "post", other.pk))
    decisions.hide(moderator=hana, case=hidden_by, decision=read(hidden_by))
    access = Access.of(hana)

    def stands():
        return stands_still(access, find(access, "post", first.pk), case)

    assert stands() == [f"One other thing of {first.author.display_name} is hidden."]
    # Brought back by a later case: the first one says for good that it hid it.
    again = flag_thing(reporter=moderator(), kind="post", pk=other.pk, reason="other")
    decisions.restore(moderator=hana, case=again.case, decision=read(again.case))
    assert stands() == []


def test_a_suspension_that_is_over_is_not_lifted_again(hana, case, first):
    decisions.hide(
        moderator=hana, case=case, decision=read(case, suspend_until=until_in(7))
    )
    case.refresh_from_db()
    decision = read(case, lifts=True)
    people.lift(moderator=moderator(), person=first.author, words="")

    with pytest.raises(Changed, match="has ended since"):
        decisions.restore(moderator=hana, case=case, decision=decision)

    assert standing(first)
    case.refresh_from_db()
    assert case.outcome == "hidden"


def test_a_suspension_ends_by_itself_and_is_no_choice_any_more(hana, case, first):
    decisions.hide(
        moderator=hana, case=case, decision=read(case, suspend_until=until_in(1))
    )
    with clock.at(clock.now() + timedelta(days=3)):
        access = Access.of(hana)
        until = Access.of(first.author).suspended_until

        assert (
            "lifts"
            not in beside_of(access, find(access, "post", first.pk), until).words
        )


def test_a_reply_that_waits_in_no_way_brings_a_hidden_thread_back(hana, thread, post):
    """A reply opens nothing: bringing it back offers no thread."""
    hide_thread(moderator=hana, thread=thread, reason="Rule 4")
    access = Access.of(hana)

    assert beside_of(access, find(access, "post", post.pk), None).whole is None


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_hide_a_thread_with_its_first_post_once(
    case, first, thread
):
    decision = read(case, with_whole=True)

    outcomes = race(
        *(
            partial(decisions.hide, moderator=judge, case=case, decision=decision)
            for judge in (moderator(), moderator())
        )
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Case", "Changed"]
    assert LogEntry.objects.count() == 2
    assert Message.objects.filter(recipient=first.author).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_reply_beside_the_hiding_of_its_thread_waits_for_nobody(case, first, thread):
    decision = read(case, with_whole=True, suspend_until=until_in(7))

    outcomes = race(
        partial(decisions.hide, moderator=moderator(), case=case, decision=decision),
        partial(reply_to_thread, author=first.author, thread=thread, body="Meanwhile"),
        partial(reply_to_thread, author=member(), thread=thread, body="Meanwhile too"),
    )

    assert isinstance(outcomes[0], Case)
    assert (standing(first), standing(thread)) == (True, True)
    assert Restriction.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_bringing_back_beside_another_end_of_the_suspension_ends_it_once(case, first):
    judge = moderator()
    decisions.hide(
        moderator=judge, case=case, decision=read(case, suspend_until=until_in(7))
    )
    case.refresh_from_db()
    decision = read(case, lifts=True)

    race(
        partial(decisions.restore, moderator=judge, case=case, decision=decision),
        partial(people.lift, moderator=moderator(), person=first.author, words=""),
    )

    assert not Access.of(first.author).is_suspended
    assert LogEntry.objects.filter(action="lift").count() == 1


def test_a_thread_brought_back_by_hand_is_no_choice(hana, case, first, thread):
    decisions.hide(moderator=hana, case=case, decision=read(case, with_whole=True))
    restore_thread(moderator=hana, thread=Thread.objects.get())
    access = Access.of(hana)
    case.refresh_from_db()

    beside = beside_of(access, find(access, "post", first.pk), None)

    assert beside.words == {}
    with pytest.raises(Changed):
        decisions.restore(
            moderator=hana, case=case, decision=read(case, with_whole=True)
        )
    assert standing(first)


def test_open_case_of_the_thread_is_the_one_that_is_closed(hana, case, first, thread):
    access = Access.of(hana)
    other = open_case(find(access, "thread", thread.pk))

    decisions.hide(moderator=hana, case=case, decision=read(case, with_whole=True))

    other.refresh_from_db()
    assert (other.outcome, Case.objects.count()) == ("hidden", 2)
