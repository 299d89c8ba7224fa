import pytest

from access.access import Access
from moderation import registry
from moderation.models import LogEntry, Message, Rule
from moderation.services import holding
from stories.models import Story
from stories.reporting import KEY, words_of
from tests.factories.access import member, moderator
from tests.factories.stories import StoryFactory
from tests.richtext.parsing import rich

pytestmark = pytest.mark.django_db


def test_a_story_can_be_flagged_by_whoever_may_read_it():
    kind = registry.reportable(KEY)
    out, hidden = StoryFactory(), StoryFactory(hidden=True)

    seen = [
        set(kind.visible_to(Access.of(person)))
        for person in (member(), moderator(), hidden.author)
    ]

    assert seen == [{out}, {out, hidden}, {out, hidden}]


def test_hide_and_restore_go_through_the_services():
    kind, judge = registry.reportable(KEY), moderator()
    story = StoryFactory()

    kind.hide(judge, story, "Rule 4.")
    assert Story.objects.get().state == "hidden"

    kind.restore(judge, Story.objects.get(), "Looked at again.")
    assert Story.objects.get().state == "published"


def test_what_waits_is_held_for_moderators_alone():
    held = registry.held(KEY)
    story = StoryFactory(pending=True)

    assert list(held.waiting(Access.of(moderator()))) == [story]
    assert list(held.waiting(Access.of(member()))) == []
    assert held.since_of(story) == story.submitted_at


def test_release_publishes_and_refuse_asks_for_a_change():
    held, judge = registry.held(KEY), moderator()
    released, refused = StoryFactory.create_batch(2, pending=True)

    held.release(judge, released, held.prepare(released))
    held.refuse(judge, refused, "Rule 2.")

    states = [story.state for story in Story.objects.order_by("pk")]
    assert states == ["published", "changes_asked"]


def test_the_queue_releases_a_story_with_a_letter_and_one_entry():
    story, judge = StoryFactory(pending=True), moderator()

    holding.release(moderator=judge, kind=KEY, pk=story.pk)

    story.refresh_from_db()
    assert story.state == "published"
    assert Message.objects.get().recipient == story.author
    assert [entry.action for entry in LogEntry.objects.all()] == ["release"]


def test_the_queue_gives_a_story_back_by_a_rule():
    story, judge = StoryFactory(pending=True), moderator()
    rule = Rule.objects.order_by("number").first()

    holding.refuse(
        moderator=judge, kind=KEY, pk=story.pk, rule=rule, words="Leave the name out."
    )

    story.refresh_from_db()
    assert (story.state, story.changes_asked) == ("changes_asked", str(rule))
    assert "Leave the name out." in Message.objects.get().body
    assert [entry.action for entry in LogEntry.objects.all()] == ["refuse"]


def test_words_of_holds_all_that_a_reader_reads():
    story = StoryFactory.build(
        sentence="Tea & data",
        narrative_html=rich("<p>One.</p>"),
        surprise_html=rich("<p>Two.</p>"),
    )

    assert words_of(story) == rich("<p>Tea &amp; data</p>\n<p>One.</p>\n<p>Two.</p>")
