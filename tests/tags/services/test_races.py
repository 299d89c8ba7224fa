"""Tags that are merged while others write them."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from outbox.services.jobs import run_next_job
from stories.models import StorySkill
from stories.services.editing import save_draft
from stories.types import NamedSkill
from tags.models import Tag
from tags.services.merging import merge_tag, move_uses
from tags.services.upkeep import (
    add_synonym,
    remove_synonym,
    rename_tag,
    vet_tag,
)
from tests.factories import access as people
from tests.factories.stories import SkillFactory, StoryFactory, StorySkillFactory
from tests.factories.tags import TagFactory
from tests.racing import Racer, race

pytestmark = pytest.mark.django_db(transaction=True)


def skill(name, **fields):
    return SkillFactory(tag=TagFactory(name=name, **fields)).tag


def drain():
    while run_next_job("test"):
        pass


def failures(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


def tell(author, *names):
    told = [NamedSkill(name, "added") for name in names]
    return save_draft(author=author, answers={"skills": told})


def names_of(story):
    rows = StorySkill.objects.filter(story=story).order_by("pk")
    return list(rows.values_list("tag__name", flat=True))


def test_a_merge_waits_for_whoever_is_writing_the_tag():
    tag, into = skill("Rost"), skill("Rust")
    author, moderator = people.member(), people.moderator()
    outcomes = []
    merging = Racer(
        partial(merge_tag, moderator=moderator, tag=tag, into=into), outcomes
    )

    with transaction.atomic():
        story = tell(author, "Rost")
        merging.start()
        merging.wait_until_blocked()
    merging.join()
    drain()

    assert outcomes == [into]
    assert names_of(story) == ["Rust"]


def test_whoever_writes_a_tag_that_is_being_merged_gets_the_other():
    tag, into = skill("Rost"), skill("Rust")
    author, moderator = people.member(), people.moderator()
    outcomes = []
    telling = Racer(partial(tell, author, "Rost", "Kubernetes"), outcomes)

    with transaction.atomic():
        merge_tag(moderator=moderator, tag=tag, into=into)
        telling.start()
        telling.wait_until_blocked()
    telling.join()
    drain()

    [story] = outcomes
    assert names_of(story) == ["Rust", "Kubernetes"]
    assert not Tag.objects.exclude(pk=tag.pk).filter(name="Rost").exists()


STASHING = {
    "vet": lambda tag, **who: vet_tag(tag=tag, **who),
    "rename": lambda tag, **who: rename_tag(
        tag=tag, name="Rast", description="", **who
    ),
    "add": lambda tag, **who: add_synonym(tag=tag, text="rs", **who),
    "remove": lambda tag, **who: remove_synonym(tag=tag, text="rustlang", **who),
}


@pytest.mark.parametrize("keep", STASHING.values(), ids=STASHING)
def test_a_tag_that_is_being_merged_is_kept_no_longer(keep):
    tag, into = skill("Rost", synonyms=["rustlang"]), skill("Rust")
    outcomes = []
    keeping = Racer(partial(keep, tag, moderator=people.moderator()), outcomes)

    with transaction.atomic():
        merge_tag(moderator=people.moderator(), tag=tag, into=into)
        keeping.start()
        keeping.wait_until_blocked()
    keeping.join()

    assert [type(outcome) for outcome in outcomes] == [PermissionDenied]
    tag.refresh_from_db()
    assert (tag.name, tag.vetted_at, tag.synonyms.count()) == ("Rost", None, 0)
    words = into.synonyms.values_list("text", flat=True)
    assert sorted(words) == ["Rost", "Rust", "rustlang"]


def test_those_who_write_the_same_tag_do_not_wait_for_each_other():
    skill("Rust")
    outcomes = []
    other = Racer(partial(tell, people.member(), "Rust"), outcomes)

    with transaction.atomic():
        story = tell(people.member(), "Rust")
        other.start()
        if transaction.get_connection().vendor == "postgresql":
            # On SQLite it cannot begin before we end.
            other.join()
            assert failures(outcomes) == []
    other.join()

    assert [names_of(one) for one in [story, *outcomes]] == [["Rust"], ["Rust"]]


def test_tags_are_merged_and_written_at_once():
    author_of = [people.member() for _ in range(3)]
    moderator = people.moderator()

    for turn in range(5):
        tag, into = skill(f"Old {turn}"), skill(f"New {turn}")
        outcomes = race(
            partial(merge_tag, moderator=moderator, tag=tag, into=into),
            *[partial(tell, author, tag.name, "Docker") for author in author_of],
        )
        assert failures(outcomes) == []
        drain()
        stories = outcomes[1:]
        assert [names_of(story) for story in stories] == [
            [f"New {turn}", "Docker and containers"]
        ] * 3
        assert not StorySkill.objects.exclude(tag__merged_into=None).exists()


def test_two_tags_that_go_into_each_other_leave_one():
    moderators = [people.moderator(), people.moderator()]

    for turn in range(4):
        one, other = skill(f"One {turn}"), skill(f"Other {turn}")
        outcomes = race(
            partial(merge_tag, moderator=moderators[0], tag=one, into=other),
            partial(merge_tag, moderator=moderators[1], tag=other, into=one),
        )

        assert [type(error) for error in failures(outcomes)] == [PermissionDenied]
        both = Tag.objects.filter(pk__in=[one.pk, other.pk])
        assert both.living().count() == 1


def test_no_merge_leads_to_a_tag_that_has_gone_on():
    moderators = [people.moderator(), people.moderator()]
    stories = []

    for turn in range(4):
        first, second, third = (skill(f"{name} {turn}") for name in "ABC")
        stories.append(StorySkillFactory(tag=first).story)
        race(
            partial(merge_tag, moderator=moderators[0], tag=first, into=second),
            partial(merge_tag, moderator=moderators[1], tag=second, into=third),
        )

    assert not Tag.objects.exclude(merged_into__merged_into=None).exists()
    drain()
    assert not StorySkill.objects.exclude(tag__merged_into=None).exists()
    assert [len(names_of(story)) for story in stories] == [1] * 4


def test_stories_that_are_moved_by_two_workers_are_moved_once():
    tag, into = skill("Rost"), skill("Rust")
    stories = StoryFactory.create_batch(4)
    for story in stories:
        StorySkillFactory(story=story, tag=tag)
        StorySkillFactory(story=story, tag=into)
    merge_tag(moderator=people.moderator(), tag=tag, into=into)

    outcomes = race(*[partial(move_uses, tag.pk)] * 3)

    assert failures(outcomes) == []
    assert [names_of(story) for story in stories] == [["Rust"]] * 4
    for story in stories:
        story.refresh_from_db()
    assert [story.version for story in stories] == [2] * 4


def test_a_word_that_is_claimed_twice_at_once_means_one_tag():
    one, other = skill("One"), skill("Other")
    moderators = [people.moderator(), people.moderator()]

    outcomes = race(
        partial(add_synonym, moderator=moderators[0], tag=one, text="word"),
        partial(
            rename_tag, moderator=moderators[1], tag=other, name="Word", description=""
        ),
        partial(tell, people.member(), "WORD"),
    )

    living = Tag.objects.filter(synonyms__folded="word")
    assert living.count() == 1
    # Whoever told it was given the tag that the word means.
    told = outcomes[2]
    assert list(told.story_skills.values_list("tag", flat=True)) == [living.get().pk]
