from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from core import clock
from forum import models as forum
from moderation.models import LogEntry
from stories.models import Story
from stories.services.editing import edit_story, save_draft
from stories.services.publishing import approve_story, ask_for_changes, publish_story
from tests.factories.access import (
    expired,
    member,
    mentor,
    moderator,
    suspended,
)
from tests.factories.accounts import new_person
from tests.factories.stories import StoryFactory

pytestmark = pytest.mark.django_db

FIVE = {
    "from_role": "devops",
    "to_role": "mlops",
    "ending": "done",
    "months": 7,
    "sentence": "Ask who owns the data first",
}
# While the windows of the factories are as they are.
NOW = clock.now() + timedelta(hours=5)


def draft_of(author, **answers):
    return save_draft(author=author, answers=FIVE | answers)


@pytest.mark.parametrize("persona", [member, moderator, mentor])
def test_publish_story_puts_it_on_the_shelf_with_its_thread(persona):
    author = persona()
    with clock.at(NOW):
        story = publish_story(author=author, story=draft_of(author))

    story.refresh_from_db()
    assert (story.published_at, story.state) == (NOW, "published")
    thread = story.thread
    assert (thread.title, thread.author, thread.created_at) == (
        "Questions: Ask who owns the data first",
        author,
        NOW,
    )
    assert thread.category.slug == "questions-to-storytellers"
    [first] = thread.posts.all()
    assert (first.position, first.author) == (1, author)
    assert story.get_absolute_url() in first.body


@pytest.mark.parametrize("persona", [new_person, expired])
def test_publish_story_sends_it_to_be_read_first_without_a_window(persona):
    author = persona()
    with clock.at(NOW):
        story = publish_story(author=author, story=draft_of(author))

    story.refresh_from_db()
    assert (story.submitted_at, story.published_at) == (NOW, None)
    assert list(Story.objects.pending()) == [story]
    assert not forum.Thread.objects.exists()


def test_publish_story_sent_again_changes_nothing():
    author = member()
    story = draft_of(author)

    first = publish_story(author=author, story=story)
    again = publish_story(author=author, story=story)

    assert first.published_at == again.published_at
    assert forum.Thread.objects.count() == 1


def test_publish_story_refuses_what_lacks_an_answer_and_writes_nothing():
    author = member()
    story = draft_of(author, months=None)

    with pytest.raises(PermissionDenied, match="the number of months"):
        publish_story(author=author, story=story)

    story.refresh_from_db()
    assert (story.state, forum.Thread.objects.count()) == ("draft", 0)


def test_publish_story_refuses_the_suspended_and_other_people():
    suspended_author = suspended()
    own = StoryFactory(draft=True, author=suspended_author)
    other = StoryFactory(draft=True)

    with pytest.raises(PermissionDenied, match="read but not write"):
        publish_story(author=suspended_author, story=own)
    with pytest.raises(PermissionDenied, match="Only the person who told"):
        publish_story(author=member(), story=other)

    assert not Story.objects.published().exists()
    assert not forum.Thread.objects.exists()


def test_publish_story_lets_odd_values_out():
    author = member()

    story = publish_story(author=author, story=draft_of(author, months=72))

    assert (story.is_published, story.confirmed_at) == (True, None)


def test_publish_story_makes_the_category_anew_where_it_is_gone():
    forum.Category.objects.filter(slug="questions-to-storytellers").delete()
    author = member()

    story = publish_story(author=author, story=draft_of(author))

    rights = story.thread.category.rights.values_list("audience", "right")
    assert set(rights) == {("everyone", "read"), ("signed_in", "reply")}


def waiting_story():
    author = new_person()
    return publish_story(author=author, story=draft_of(author))


def test_approve_story_lets_it_out_as_of_now():
    story = waiting_story()
    reader = moderator()

    with clock.at(NOW):
        approve_story(moderator=reader, story=story)

    story.refresh_from_db()
    assert (story.published_at, story.thread.author) == (NOW, story.author)
    [entry] = LogEntry.objects.all()
    assert (entry.action, entry.moderator, entry.person) == (
        "release",
        reader,
        story.author,
    )


def test_ask_for_changes_gives_it_back_and_it_can_be_sent_again():
    story = waiting_story()
    reader = moderator()

    ask_for_changes(moderator=reader, story=story, reason="Leave the name out.")
    story.refresh_from_db()
    assert (story.state, story.changes_asked) == (
        "changes_asked",
        "Leave the name out.",
    )
    assert list(Story.objects.pending()) == []

    edit_story(author=story.author, story=story, answers={"narrative": "Better."})
    story = publish_story(author=story.author, story=story)
    story.refresh_from_db()
    assert (story.state, story.changes_asked, story.narrative) == (
        "pending",
        "",
        "Better.",
    )


@pytest.mark.parametrize(
    "action",
    [
        lambda person, story: approve_story(moderator=person, story=story),
        lambda person, story: ask_for_changes(
            moderator=person, story=story, reason="No."
        ),
    ],
)
def test_only_another_moderator_decides_about_a_waiting_story(action):
    author = moderator()
    own = StoryFactory(pending=True, author=author)
    story = waiting_story()

    for person, refused in ((member(), story), (author, own), (story.author, story)):
        with pytest.raises(PermissionDenied):
            action(person, refused)

    assert Story.objects.pending().count() == 2
    assert not LogEntry.objects.exists()
    assert not forum.Thread.objects.exists()


def test_approve_story_decides_once():
    story = waiting_story()
    approve_story(moderator=moderator(), story=story)

    with pytest.raises(PermissionDenied, match="not waiting"):
        ask_for_changes(moderator=moderator(), story=story, reason="Late.")

    story.refresh_from_db()
    assert story.state == "published"


def race(*actions):
    """Do all of these at once and say what each raised, or None."""
    ready, raised = Barrier(len(actions)), [None] * len(actions)

    def run(place, action):
        ready.wait()
        try:
            action()
        except PermissionDenied as error:
            raised[place] = error
        finally:
            connection.close()

    racers = [Thread(target=run, args=pair) for pair in enumerate(actions)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    return raised


@pytest.mark.django_db(transaction=True)
def test_publish_story_at_once_gives_one_thread():
    author = member()
    story = draft_of(author)

    raised = race(*[lambda: publish_story(author=author, story=story)] * 4)

    assert raised == [None] * 4
    assert forum.Thread.objects.count() == 1
    assert forum.Post.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_approve_and_ask_at_once_decide_once():
    story = waiting_story()
    first, second = moderator(), moderator()

    raised = race(
        lambda: approve_story(moderator=first, story=story),
        lambda: ask_for_changes(moderator=second, story=story, reason="No."),
    )

    story.refresh_from_db()
    assert len([error for error in raised if error is None]) == 1
    assert story.state == ("published" if raised[0] is None else "changes_asked")
    assert forum.Thread.objects.count() == (1 if raised[0] is None else 0)
    assert LogEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_save_draft_sent_twice_at_once_makes_one_story():
    author = member()

    race(*[lambda: save_draft(author=author, answers=FIVE, token="one")] * 3)

    assert Story.objects.count() == 1


def test_publish_story_of_an_empty_draft_is_refused_with_a_sentence():
    author = member()
    story = Story.objects.create(author=author)

    with pytest.raises(PermissionDenied):
        publish_story(author=author, story=story)

    assert not forum.Thread.objects.exists()
