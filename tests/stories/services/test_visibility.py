from datetime import timedelta
from functools import partial
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from access.access import Access
from core import clock
from forum.models import Post
from forum.models import Thread as ForumThread
from forum.services.moderating import hide_thread, restore_thread
from forum.services.posts import reply_to_thread
from moderation.models import Case, LogEntry, Message
from moderation.services import decisions
from moderation.services.decisions import Decision
from moderation.services.flags import flag_thing
from stories.models import Story
from stories.services.editing import save_draft
from stories.services.publishing import publish_story
from stories.services.visibility import (
    bring_back_story,
    hide_story,
    restore_story,
    withdraw_story,
)
from tests.factories.access import RestrictionFactory, expired, member, moderator
from tests.factories.accounts import new_person
from tests.factories.stories import StoryFactory
from tests.jobs import run_jobs
from tests.racing import race

pytestmark = pytest.mark.django_db

FIVE = {
    "from_role": "devops",
    "to_role": "mlops",
    "ending": "done",
    "months": 7,
    "sentence": "Ask who owns the data first",
}


def published_story(author=None):
    author = author or member()
    return publish_story(author=author, story=save_draft(author=author, answers=FIVE))


def seen(model, pk):
    """Who of a visitor and a member may see it."""
    readers = (Access.visitor(), Access.of(member()))
    return [
        model.objects.visible_to(access).filter(pk=pk).exists() for access in readers
    ]


def test_withdraw_story_takes_story_and_thread_off_every_page():
    story = published_story()

    withdraw_story(author=story.author, story=story)

    assert seen(Story, story.pk) == [False, False]
    assert seen(ForumThread, story.thread_id) == [False, False]
    assert list(Story.objects.own(story.author)) == [story]


def may_open(person, thread_pk):
    """Whether someone may read the thread at its address."""
    access = Access.of(person)
    return ForumThread.objects.visible_to(access).filter(pk=thread_pk).exists()


def test_withdraw_story_takes_the_thread_from_moderators_too(client):
    story, judge = published_story(), moderator()
    withdraw_story(author=story.author, story=story)
    client.force_login(judge)

    response = client.get(f"/t/{story.thread_id}/")

    assert response.status_code == 410
    assert "took it back on " in response.content.decode()
    assert "Ask who owns" not in response.content.decode()

    bring_back_story(author=story.author, story=story)
    assert may_open(judge, story.thread_id)


def test_the_thread_of_a_hidden_story_is_open_to_moderators_until_it_is_withdrawn():
    story, judge = published_story(), moderator()
    hide_story(moderator=judge, story=story, reason="It names a client.")
    assert may_open(judge, story.thread_id)

    withdraw_story(author=story.author, story=story)
    assert not may_open(judge, story.thread_id)

    restore_story(moderator=judge, story=story)
    assert not may_open(judge, story.thread_id)

    bring_back_story(author=story.author, story=story)
    assert seen(ForumThread, story.thread_id) == [True, True]


def test_a_withdrawn_story_that_is_hidden_as_well_stays_withdrawn_for_moderators():
    story, judge = published_story(), moderator()
    withdraw_story(author=story.author, story=story)
    hide_story(moderator=judge, story=story, reason="It names a client.")

    assert not may_open(judge, story.thread_id)


def test_moderators_can_decide_about_replies_in_a_thread_that_was_taken_back(client):
    """Of the story they read no more than the title that the case was opened with."""
    story, judge, teller = published_story(), moderator(), member()
    reply = reply_to_thread(author=teller, thread=story.thread, body="Unkind words.")
    flag_thing(reporter=member(), kind="post", pk=reply.pk, reason="unkind")
    withdraw_story(author=story.author, story=story)
    client.force_login(judge)

    page = client.get(f"/moderation/cases/{Case.objects.get().pk}/").content.decode()

    assert "Unkind words." in page
    assert f"Post 2 in thread {story.thread_id}, which was taken back" in page
    opening = story.thread.posts.get(position=1)
    assert not Post.objects.visible_to(Access.of(judge)).filter(pk=opening.pk).exists()


def test_what_waits_in_a_thread_that_was_taken_back_does_not_name_it(client):
    story, judge = published_story(), moderator()
    held = reply_to_thread(author=new_person(), thread=story.thread, body="Hello.")
    withdraw_story(author=story.author, story=story)
    client.force_login(judge)

    pages = [
        client.get("/moderation/"),
        client.get(f"/moderation/held/post/{held.pk}/"),
    ]

    for page in pages:
        where = f"in thread {story.thread_id}, which was taken back"
        assert where in page.content.decode()
        assert "Ask who owns" not in page.content.decode()


def test_a_notice_of_a_thread_that_was_taken_back_is_not_shown(client):
    story, judge = published_story(), moderator(handle="judge")
    reply_to_thread(author=member(), thread=story.thread, body="@judge Look here.")
    run_jobs()
    client.force_login(judge)
    with clock.at(clock.now() + timedelta(hours=1)):
        assert "Ask who owns" in client.get("/me/notices/").content.decode()

        withdraw_story(author=story.author, story=story)

        assert "Ask who owns" not in client.get("/me/notices/").content.decode()


def test_bring_back_story_puts_both_where_they_were():
    story = published_story()
    withdraw_story(author=story.author, story=story)

    bring_back_story(author=story.author, story=story)

    back = Story.objects.get()
    assert back.published_at == story.published_at
    assert seen(Story, story.pk) == [True, True]
    assert seen(ForumThread, story.thread_id) == [True, True]


def test_withdraw_story_stays_open_to_the_suspended_and_to_closed_windows():
    stories = [StoryFactory(author=expired()), StoryFactory(author=member())]
    RestrictionFactory(person=stories[1].author)

    for story in stories:
        withdraw_story(author=story.author, story=story)

    assert not Story.objects.published().exists()


def test_withdraw_story_refuses_everyone_but_its_author():
    story = published_story()

    for person in (new_person(), member(), moderator()):
        with pytest.raises(PermissionDenied, match="Only the person who told"):
            withdraw_story(author=person, story=story)

    assert seen(Story, story.pk) == [True, True]


def test_hide_story_hides_the_thread_and_is_on_record():
    story, judge = published_story(), moderator()

    hide_story(moderator=judge, story=story, reason="It names a client.")

    story.refresh_from_db()
    assert (story.state, story.hidden_by, story.hidden_reason) == (
        "hidden",
        judge,
        "It names a client.",
    )
    assert seen(ForumThread, story.thread_id) == [False, False]
    [entry] = LogEntry.objects.all()
    assert (entry.action, entry.target_id, entry.reason) == (
        "hide",
        story.pk,
        "It names a client.",
    )


def test_restore_story_shows_both_again():
    story, judge = published_story(), moderator()
    hide_story(moderator=judge, story=story, reason="It names a client.")

    restore_story(moderator=judge, story=story)

    story.refresh_from_db()
    assert (story.state, story.hidden_by, story.hidden_reason) == (
        "published",
        None,
        "",
    )
    assert seen(Story, story.pk) == [True, True]
    assert seen(ForumThread, story.thread_id) == [True, True]


def test_restore_story_leaves_a_withdrawn_one_withdrawn_and_its_thread_away():
    story, judge = published_story(), moderator()
    hide_story(moderator=judge, story=story, reason="It names a client.")
    withdraw_story(author=story.author, story=story)

    restore_story(moderator=judge, story=story)

    story.refresh_from_db()
    assert story.state == "withdrawn"
    assert seen(ForumThread, story.thread_id) == [False, False]


def test_bring_back_story_does_not_show_what_a_moderator_hid():
    """Moderators alone read it again, with its thread, and can undo what they did."""
    story, judge = published_story(), moderator()
    hide_story(moderator=judge, story=story, reason="It names a client.")
    withdraw_story(author=story.author, story=story)

    bring_back_story(author=story.author, story=story)

    assert seen(Story, story.pk) == [False, False]
    assert seen(ForumThread, story.thread_id) == [False, False]
    assert may_open(judge, story.thread_id)
    assert Story.objects.openable_by(Access.of(judge)).get() == story
    restore_story(moderator=judge, story=story)
    assert seen(ForumThread, story.thread_id) == [True, True]


def test_bring_back_story_leaves_a_thread_hidden_that_was_hidden_for_its_own_sake():
    story = published_story()
    hide_thread(moderator=moderator(), thread=story.thread, reason="A quarrel.")
    withdraw_story(author=story.author, story=story)

    bring_back_story(author=story.author, story=story)

    assert seen(Story, story.pk) == [True, True]
    assert seen(ForumThread, story.thread_id) == [False, False]


@pytest.mark.parametrize("persona", [member, expired, new_person])
def test_hide_and_restore_refuse_everyone_but_moderators(persona):
    out, hidden = published_story(), StoryFactory(hidden=True)

    with pytest.raises(PermissionDenied, match="Only moderators"):
        hide_story(moderator=persona(), story=out, reason="No.")
    with pytest.raises(PermissionDenied, match="Only moderators"):
        restore_story(moderator=persona(), story=hidden)

    assert [story.state for story in Story.objects.order_by("pk")] == [
        "published",
        "hidden",
    ]
    assert not LogEntry.objects.exists()


def test_hide_story_refuses_a_moderators_own_story():
    author = moderator()
    story = published_story(author)

    with pytest.raises(PermissionDenied, match="Another moderator"):
        hide_story(moderator=author, story=story, reason="Mine.")

    assert seen(Story, story.pk) == [True, True]


@pytest.mark.django_db(transaction=True)
def test_withdraw_and_hide_at_once_leave_both_marks_and_one_hidden_thread():
    story, judge = published_story(), moderator()
    ready = Barrier(2)

    def run(action):
        ready.wait()
        try:
            action()
        finally:
            connection.close()

    actions = [
        lambda: withdraw_story(author=story.author, story=story),
        lambda: hide_story(moderator=judge, story=story, reason="It names a client."),
    ]
    racers = [Thread(target=run, args=[action]) for action in actions]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    story.refresh_from_db()
    assert (story.is_withdrawn, story.is_hidden) == (True, True)
    assert ForumThread.objects.get().is_hidden


def test_the_thread_of_a_hidden_story_says_so_and_is_not_what_was_hidden(client):
    story = published_story()
    hide_story(moderator=moderator(), story=story, reason="Rule 4")

    page = client.get(story.thread.get_absolute_url())

    assert page.status_code == 410
    assert "Its story is not on the shelf at the moment." in page.content.decode()
    assert "by a moderator" not in page.content.decode()


def test_the_thread_of_a_story_that_is_away_comes_back_with_it_alone(client):
    story, judge = published_story(), moderator()
    withdraw_story(author=story.author, story=story)
    client.force_login(judge)

    with pytest.raises(PermissionDenied, match="comes back with the story"):
        restore_thread(moderator=judge, thread=story.thread)

    assert ForumThread.objects.get().is_hidden
    assert not LogEntry.objects.exists()
    page = client.get(story.thread.get_absolute_url()).content.decode()
    assert "Bring the thread back" not in page


def test_a_thread_hidden_for_its_own_sake_is_closed_to_moderators_while_taken_back(
    client,
):
    story, judge = published_story(), moderator()
    hide_thread(moderator=judge, thread=story.thread, reason="Rule 4")
    assert may_open(judge, story.thread_id)

    withdraw_story(author=story.author, story=story)

    client.force_login(judge)
    page = client.get(f"/t/{story.thread_id}/")
    assert page.status_code == 410
    assert "Ask who owns" not in page.content.decode()
    assert not may_open(judge, story.thread_id)
    with pytest.raises(PermissionDenied, match="comes back with the story"):
        restore_thread(moderator=judge, thread=story.thread)

    bring_back_story(author=story.author, story=story)
    thread = ForumThread.objects.get()
    assert (thread.is_hidden, thread.hidden_by, thread.is_away) == (True, judge, False)
    assert may_open(judge, thread.pk)
    assert seen(ForumThread, thread.pk) == [False, False]
    restore_thread(moderator=judge, thread=thread)
    assert seen(ForumThread, thread.pk) == [True, True]


def test_a_thread_hidden_before_its_story_does_not_come_back_without_it():
    story, judge = published_story(), moderator()
    hide_thread(moderator=judge, thread=story.thread, reason="Rule 4")
    hide_story(moderator=judge, story=story, reason="It names a client.")

    with pytest.raises(PermissionDenied, match="comes back with the story"):
        restore_thread(moderator=judge, thread=story.thread)

    assert seen(ForumThread, story.thread_id) == [False, False]


def away_and_flagged():
    """The case of a thread that is away with a story that a moderator hid."""
    story, judge = published_story(), moderator()
    flag_thing(reporter=member(), kind="thread", pk=story.thread_id, reason="misplaced")
    hide_story(moderator=judge, story=story, reason="It names a client.")
    return story, judge, Case.objects.get()


def test_a_thread_that_was_decided_to_stay_hidden_does_not_come_back_with_its_story():
    story, judge, case = away_and_flagged()
    decision = Decision(version=case.version, words="Ask it elsewhere.")

    decisions.keep(moderator=judge, case=case, decision=decision)
    restore_story(moderator=judge, story=story)

    thread = ForumThread.objects.get()
    assert (thread.is_hidden, thread.is_away) == (True, False)
    assert thread.hidden_reason == "Ask it elsewhere."
    assert seen(ForumThread, thread.pk) == [False, False]
    assert seen(Story, story.pk) == [True, True]
    letter = Message.objects.get(recipient=story.author)
    assert letter.subject == "Your thread stays hidden"
    entries = LogEntry.objects.filter(target_kind="thread")
    assert list(entries.values_list("action", flat=True)) == ["keep"]


def test_the_letter_about_what_stays_hidden_is_shown_before_it_is_sent(client):
    story, judge, case = away_and_flagged()
    client.force_login(judge)
    url = case.get_absolute_url()
    page = client.get(url)
    assert "also when its story comes back" in page.content.decode()
    sent = {"action": "keep", "version": page.context["version"], "words": ""}

    shown = client.post(url, sent)
    is_untouched = not Message.objects.exists()
    done = client.post(url, sent | {"seen": shown.context["seen"]})

    assert (shown.status_code, is_untouched, done.status_code) == (200, True, 302)
    letter = Message.objects.get(recipient=story.author)
    assert letter.body == shown.context["draft"].body


def test_what_was_hidden_for_its_own_sake_is_kept_without_another_letter():
    story, judge = published_story(), moderator()
    hide_thread(moderator=judge, thread=story.thread, reason="Rule 4")
    flag_thing(reporter=judge, kind="thread", pk=story.thread_id, reason="other")
    case = Case.objects.get()

    decisions.keep(moderator=judge, case=case, decision=Decision(version=case.version))

    assert ForumThread.objects.get().hidden_reason == "Rule 4"
    assert not Message.objects.filter(recipient=story.author).exists()


def test_a_case_that_was_closed_while_taken_back_is_open_when_moderators_read_again():
    """The story is back from its author, and still hidden by a moderator."""
    story, judge, case = away_and_flagged()
    withdraw_story(author=story.author, story=story)
    decisions.close(moderator=judge, case=case, decision=Decision(version=case.version))

    bring_back_story(author=story.author, story=story)

    case.refresh_from_db()
    assert case.is_open
    assert may_open(judge, story.thread_id)
    assert seen(ForumThread, story.thread_id) == [False, False]


@pytest.mark.django_db(transaction=True)
def test_a_story_back_beside_the_decision_about_its_thread_leaves_it_hidden():
    story, judge, case = away_and_flagged()
    decision = Decision(version=case.version)

    outcomes = race(
        partial(decisions.keep, moderator=judge, case=case, decision=decision),
        partial(restore_story, moderator=moderator(), story=story),
    )

    thread, case = ForumThread.objects.get(), Case.objects.get()
    errors = [type(o) for o in outcomes if isinstance(o, Exception)]
    assert errors == []
    # Whichever was first: hidden and decided to stay so, or out and decided to stay.
    assert case.outcome == "kept"
    assert not thread.is_away
    was_first = Message.objects.filter(recipient=story.author).exists()
    assert thread.is_hidden == was_first
