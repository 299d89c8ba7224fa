import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import AuditEntry
from core.errors import Changed
from core.revisions import revision_of
from stories.models import Skill
from tags.enums import Kind
from tags.models import Synonym, Tag
from tags.services.upkeep import (
    FIELDS,
    add_synonym,
    remove_synonym,
    rename_tag,
    vet_tag,
)
from tags.services.using import take_tags
from tests.factories import access as people
from tests.factories.stories import SkillFactory
from tests.factories.tags import TagFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tag():
    return TagFactory(name="Rust", slug="rust", synonyms=["rustlang"])


def words(tag):
    return sorted(tag.synonyms.values_list("text", flat=True))


def actions():
    entries = AuditEntry.objects.filter(action__startswith="tag.").order_by("pk")
    return list(entries.values_list("action", flat=True))


def test_vet_tag_offers_it_to_everyone_once(tag):
    SkillFactory(tag=tag)
    moderator = people.moderator()

    for _ in range(2):
        vet_tag(moderator=moderator, tag=tag)

    assert Skill.objects.vetted().filter(tag=tag).count() == 1
    assert actions() == ["tag.vetted"]


def test_rename_tag_keeps_its_address_and_the_old_name_as_a_word_for_it(tag):
    rename_tag(
        moderator=people.moderator(), tag=tag, name="Rust, the language", description=""
    )

    tag.refresh_from_db()
    assert (tag.name, tag.slug) == ("Rust, the language", "rust")
    assert words(tag) == ["Rust", "Rust, the language", "rustlang"]
    taken = take_tags(["rust"], by=people.member(), kind=Kind.SKILL)
    assert taken["rust"] == tag
    assert actions() == ["tag.renamed"]


def test_rename_tag_takes_another_way_of_writing_its_name(tag):
    rename_tag(moderator=people.moderator(), tag=tag, name="RUST", description="A.")

    tag.refresh_from_db()
    assert (tag.name, tag.description) == ("RUST", "A.")
    assert words(tag) == ["RUST", "rustlang"]


def test_rename_tag_with_nothing_new_writes_nothing(tag):
    rename_tag(moderator=people.moderator(), tag=tag, name="Rust", description="")

    assert actions() == []


def test_rename_tag_refuses_a_name_that_means_another_tag(tag):
    with pytest.raises(ValidationError, match="means the tag “Kubernetes”"):
        rename_tag(moderator=people.moderator(), tag=tag, name="k8s", description="")

    tag.refresh_from_db()
    assert (tag.name, words(tag), actions()) == ("Rust", ["Rust", "rustlang"], [])


def test_rename_tag_overwrites_nothing_that_was_not_seen(tag):
    moderator, seen = people.moderator(), revision_of(tag, FIELDS)
    rename_tag(moderator=moderator, tag=tag, name="Rust 2", description="")

    with pytest.raises(Changed):
        rename_tag(
            moderator=moderator, tag=tag, name="Rust 3", description="", revision=seen
        )

    tag.refresh_from_db()
    assert (tag.name, actions()) == ("Rust 2", ["tag.renamed"])


def test_add_synonym_lets_a_word_mean_the_tag_once(tag):
    for text in ("rs", "RS"):
        add_synonym(moderator=people.moderator(), tag=tag, text=text)

    assert words(tag) == ["Rust", "rs", "rustlang"]
    assert actions() == ["tag.synonym_added"]


def test_add_synonym_refuses_a_word_that_means_another_tag(tag):
    with pytest.raises(ValidationError, match="means the tag “Kubernetes”"):
        add_synonym(moderator=people.moderator(), tag=tag, text="Kubernetes")

    assert (words(tag), actions()) == (["Rust", "rustlang"], [])
    assert Synonym.objects.get(folded="kubernetes").tag.name == "Kubernetes"


def test_remove_synonym_lets_a_word_mean_nothing(tag):
    for _ in range(2):
        remove_synonym(moderator=people.moderator(), tag=tag, text="Rustlang")

    assert words(tag) == ["Rust"]
    assert actions() == ["tag.synonym_removed"]


def test_remove_synonym_leaves_the_name_and_what_means_another(tag):
    with pytest.raises(ValidationError, match="always found by its own name"):
        remove_synonym(moderator=people.moderator(), tag=tag, text="rust")
    remove_synonym(moderator=people.moderator(), tag=tag, text="K8s")

    assert (words(tag), actions()) == (["Rust", "rustlang"], [])
    assert Synonym.objects.filter(folded="k8s").exists()


ACTIONS = {
    "vet": lambda person, tag: vet_tag(moderator=person, tag=tag),
    "rename": lambda person, tag: rename_tag(
        moderator=person, tag=tag, name="Rost", description=""
    ),
    "add": lambda person, tag: add_synonym(moderator=person, tag=tag, text="rs"),
    "remove": lambda person, tag: remove_synonym(
        moderator=person, tag=tag, text="rustlang"
    ),
}


def facts(tag):
    row = Tag.objects.values("name", "description", "vetted_at").get(pk=tag.pk)
    return row, words(tag), actions()


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
@pytest.mark.parametrize("persona", [people.member, people.mentor])
def test_nobody_else_keeps_a_tag(tag, action, persona):
    before = facts(tag)

    with pytest.raises(PermissionDenied, match="Only moderators"):
        action(persona(), tag)

    assert facts(tag) == before


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
def test_a_tag_that_has_gone_into_another_stays_as_it_is(tag, action):
    Tag.objects.filter(pk=tag.pk).update(merged_into=TagFactory())
    before = facts(tag)

    with pytest.raises(PermissionDenied, match="has gone into another"):
        action(people.moderator(), tag)

    assert facts(tag) == before
