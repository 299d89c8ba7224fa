"""Tags that go into others, with the stories that carry them."""

import pytest
from django.core.exceptions import PermissionDenied
from django_tasks_db.models import DBTaskResult

from accounts.models import AuditEntry
from outbox.services.jobs import run_next_job
from stories.models import Skill, StorySkill
from tags.models import Synonym, Tag
from tags.services import merging
from tags.services.merging import merge_tag, move_uses
from tests.factories import access as people
from tests.factories.stories import SkillFactory, StoryFactory, StorySkillFactory
from tests.factories.tags import TagFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """A tag that waits, and a vetted one, each with its chip."""
    one = SkillFactory(tag=TagFactory(name="Rost", slug="rost", synonyms=["rustlang"]))
    other = SkillFactory(tag=TagFactory(name="Rust", slug="rust", vetted=True))
    return one.tag, other.tag


def drain():
    while run_next_job("test"):
        pass


def carried(story):
    rows = story.story_skills.order_by("pk")
    return list(rows.values_list("tag__name", "part", "weeks", "difficulty"))


def test_merge_tag_lets_every_word_and_the_address_lead_to_the_other(two):
    tag, into = two

    merge_tag(moderator=people.moderator(), tag=tag, into=into)

    tag.refresh_from_db()
    assert (tag.slug, tag.merged_into) == ("rost", into)
    words = Synonym.objects.filter(tag=into).values_list("text", flat=True)
    assert sorted(words) == ["Rost", "Rust", "rustlang"]
    assert not tag.synonyms.exists()


def test_merge_tag_has_the_stories_follow(two):
    tag, into = two
    row = StorySkillFactory(tag=tag, weeks=3, difficulty=2)
    other = StorySkillFactory(tag=into)

    merge_tag(moderator=people.moderator(), tag=tag, into=into)
    drain()

    assert carried(row.story) == [("Rust", "added", 3, 2)]
    assert carried(other.story) == [("Rust", "added", None, None)]
    row.story.refresh_from_db()
    assert (row.story.version, row.story.revision_count) == (1, 0)


def test_merge_tag_keeps_one_where_both_stood(two):
    tag, into = two
    story = StoryFactory()
    StorySkillFactory(story=story, tag=tag, weeks=9, difficulty=5)
    StorySkillFactory(story=story, tag=into, part="carried")

    merge_tag(moderator=people.moderator(), tag=tag, into=into)
    drain()

    assert carried(story) == [("Rust", "carried", None, None)]
    story.refresh_from_db()
    # It has a skill less, and the pages that are kept of it are of the version before.
    assert story.version == 2


def test_move_uses_goes_on_in_batches_and_bears_to_be_killed(two, monkeypatch):
    monkeypatch.setattr(merging, "BATCH", 2)
    tag, into = two
    stories = StoryFactory.create_batch(5)
    for story in stories:
        StorySkillFactory(story=story, tag=tag)
    merge_tag(moderator=people.moderator(), tag=tag, into=into)

    assert run_next_job("killed")
    # What the killed worker held is started again beside the slice that it left.
    move_uses(tag.pk)
    left = StorySkill.objects.filter(tag=tag).count()
    drain()

    assert left == 1
    assert not StorySkill.objects.filter(tag=tag).exists()
    assert [carried(story) for story in stories] == [
        [("Rust", "added", None, None)]
    ] * 5
    assert DBTaskResult.objects.failed().count() == 0


def test_move_uses_of_a_tag_without_any_changes_nothing(two):
    tag, into = two
    row = StorySkillFactory(tag=into)
    merge_tag(moderator=people.moderator(), tag=tag, into=into)
    drain()

    move_uses(tag.pk)

    assert carried(row.story) == [("Rust", "added", None, None)]
    assert not run_next_job("test")


def test_merge_tag_twice_is_once(two):
    tag, into = two
    moderator = people.moderator()

    for _ in range(2):
        assert merge_tag(moderator=moderator, tag=tag, into=into) == into

    assert AuditEntry.objects.filter(action="tag.merged").count() == 1
    assert DBTaskResult.objects.count() == 1


def test_merge_tag_takes_along_what_has_gone_into_it(two):
    tag, into = two
    first = SkillFactory(tag=TagFactory(name="Rast")).tag
    row = StorySkillFactory(tag=first)
    moderator = people.moderator()

    merge_tag(moderator=moderator, tag=first, into=tag)
    merge_tag(moderator=moderator, tag=tag, into=into)
    drain()

    merged = Tag.objects.filter(pk__in=[first.pk, tag.pk])
    assert {one.merged_into_id for one in merged} == {into.pk}
    assert carried(row.story) == [("Rust", "added", None, None)]


def test_merge_tag_keeps_what_the_tag_was_offered_for():
    skill = SkillFactory(tag=TagFactory(vetted=True), usual_part="carried", rank=3)
    topic = TagFactory(vetted=True, is_skill=False, is_topic=True)

    merge_tag(moderator=people.moderator(), tag=skill.tag, into=topic)

    topic.refresh_from_db()
    assert (topic.is_topic, topic.is_skill) == (True, True)
    chip = Skill.objects.vetted().get(tag=topic)
    assert (chip.usual_part, chip.rank) == ("carried", 3)
    assert not Skill.objects.vetted().filter(pk=skill.pk).exists()


def test_merge_tag_is_written_down(two):
    tag, into = two
    moderator = people.moderator()

    merge_tag(moderator=moderator, tag=tag, into=into)

    entry = AuditEntry.objects.get(action="tag.merged")
    assert (entry.actor, entry.target_id) == (moderator, tag.pk)
    assert (entry.before["name"], entry.after["name"]) == ("Rost", "Rust")


@pytest.mark.parametrize("persona", [people.member, people.mentor, people.suspended])
def test_merge_tag_refuses_whoever_does_not_keep_tags(two, persona):
    tag, into = two

    with pytest.raises(PermissionDenied, match="Only moderators"):
        merge_tag(moderator=persona(), tag=tag, into=into)

    tag.refresh_from_db()
    assert tag.merged_into is None
    assert (tag.synonyms.count(), DBTaskResult.objects.count()) == (2, 0)
    assert not AuditEntry.objects.filter(action="tag.merged").exists()


def test_merge_tag_refuses_to_take_a_word_from_those_it_is_offered_to(two):
    tag, into = two

    with pytest.raises(PermissionDenied, match="Vet it first"):
        merge_tag(moderator=people.moderator(), tag=into, into=tag)

    into.refresh_from_db()
    assert (into.merged_into, into.synonyms.count()) == (None, 1)
    assert DBTaskResult.objects.count() == 0
