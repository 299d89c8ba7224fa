"""Stories that come and go while readers ask in the threads of others."""

import pytest
from django.db import transaction

from forum.services.posts import reply_to_thread
from moderation.services.subjects import lock
from stories.models import StorySkill
from stories.services.stories import (
    bring_back_story,
    edit_story,
    publish_story,
    save_draft,
    withdraw_story,
)
from stories.types import NamedSkill
from tags.models import Tag
from tests.factories.access import member
from tests.racing import beside_a_lock, race, refer_to

pytestmark = pytest.mark.django_db(transaction=True)

FIVE = {
    "from_role": "devops",
    "to_role": "mlops",
    "ending": "done",
    "months": 7,
    "sentence": "Ask who owns the data before you ask for a model",
}


def out(author):
    return publish_story(author=author, story=save_draft(author=author, answers=FIVE))


def asked_elsewhere():
    """An author whose name stands in another story's thread as well."""
    author = member()
    theirs = out(member())
    reply_to_thread(author=author, thread=theirs.thread, body="What about pay?")
    return author, theirs.thread


def failures(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


def test_rows_that_name_a_locked_story_are_written_beside_its_lock():
    story, [tag] = out(member()), Tag.objects.all()[:1]

    def refer():
        refer_to(story)
        return StorySkill.objects.create(story=story, tag=tag, part="carried")

    with transaction.atomic():
        lock("story", story.pk)
        made = beside_a_lock(refer)

    assert list(StorySkill.objects.filter(story=story)) == [made]


def test_a_story_is_taken_back_while_others_write_where_its_author_did():
    author, elsewhere = asked_elsewhere()
    story = out(author)
    people = [member() for _ in range(3)]

    for turn in range(8):
        action = bring_back_story if turn % 2 else withdraw_story
        outcomes = race(
            lambda action=action: action(author=author, story=story),
            *[
                lambda person=person, turn=turn: reply_to_thread(
                    author=person, thread=elsewhere, body=f"Answer {turn}"
                )
                for person in people
            ],
        )
        assert failures(outcomes) == []

    elsewhere.refresh_from_db()
    assert elsewhere.last_position == 2 + 8 * 3


def test_a_story_is_published_while_others_write_where_its_author_did():
    author, elsewhere = asked_elsewhere()
    people = [member() for _ in range(3)]

    for turn in range(6):
        outcomes = race(
            lambda: out(author),
            *[
                lambda person=person, turn=turn: reply_to_thread(
                    author=person, thread=elsewhere, body=f"Answer {turn}"
                )
                for person in people
            ],
        )
        assert failures(outcomes) == []


def test_two_stories_change_at_once_where_both_authors_wrote():
    one, other = member(), member()
    stories = [out(one), out(other)]
    reply_to_thread(author=one, thread=stories[1].thread, body="And you?")
    reply_to_thread(author=other, thread=stories[0].thread, body="And you?")

    for turn in range(6):
        action = bring_back_story if turn % 2 else withdraw_story
        outcomes = race(
            lambda action=action: action(author=one, story=stories[0]),
            lambda turn=turn: edit_story(
                author=other,
                story=stories[1],
                answers={"sentence": f"Another sentence, number {turn}"},
            ),
        )
        assert failures(outcomes) == []


def test_new_words_told_at_once_are_taken_in_once():
    words = [NamedSkill(name, "added") for name in ("Сети", "データ", "Rust", "Zig")]
    people = [member() for _ in range(4)]

    outcomes = race(
        *[
            lambda person=person, published_story=published_story: save_draft(
                author=person, answers=FIVE | {"skills": published_story}
            )
            for person, published_story in zip(
                people, [words, words[::-1]] * 2, strict=True
            )
        ]
    )

    assert failures(outcomes) == []
    assert Tag.objects.filter(vetted_at=None).count() == 4
    assert [story.story_skills.count() for story in outcomes] == [4, 4, 4, 4]
