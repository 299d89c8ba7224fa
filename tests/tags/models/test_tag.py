import pytest
from django.db import IntegrityError, transaction

from access.access import Access
from core import clock
from tags.models import Synonym, Tag
from tests.factories import access as people
from tests.factories.tags import TagFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"name": ""}, "tags_tag_named"),
        ({"slug": ""}, "tags_tag_named"),
        ({"is_skill": False}, "tags_tag_of_some_kind"),
    ],
)
def test_the_database_refuses_what_no_tag_can_be(facts, constraint):
    known = Tag.objects.count()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Tag.objects.create(**{"slug": "rust", "name": "Rust", "is_skill": True} | facts)

    assert Tag.objects.count() == known


def test_the_database_refuses_a_tag_that_goes_into_itself():
    tag = TagFactory()

    with (
        pytest.raises(IntegrityError, match="not_merged_into_itself"),
        transaction.atomic(),
    ):
        Tag.objects.filter(pk=tag.pk).update(merged_into=tag)

    tag.refresh_from_db()
    assert tag.merged_into is None


def test_the_database_refuses_a_second_tag_at_an_address():
    TagFactory(slug="rust")

    with pytest.raises(IntegrityError), transaction.atomic():
        TagFactory(slug="rust")

    assert Tag.objects.filter(slug="rust").count() == 1


def test_a_text_means_one_tag_whether_it_is_a_name_or_a_synonym():
    TagFactory(name="Rust", synonyms=["rustlang"])

    for folded in ("rust", "rustlang"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Synonym.objects.create(folded=folded, text=folded, tag=TagFactory())
    with pytest.raises(IntegrityError, match="says_something"), transaction.atomic():
        Synonym.objects.create(folded="", text="x", tag=TagFactory())

    assert Synonym.objects.filter(folded__startswith="rust").count() == 2


def test_the_first_vocabulary_is_of_skills_that_are_found_by_all_their_words():
    meant = {
        row.text: row.tag.name for row in Synonym.objects.select_related("tag").all()
    }

    assert Tag.objects.vetted().filter(is_skill=True).count() == 17
    assert Tag.objects.filter(is_topic=True).count() == 0
    assert {name: meant[name] for name in Tag.objects.values_list("name", flat=True)}
    assert (meant["K8s"], meant["CI/CD"]) == ("Kubernetes", "CI/CD pipelines")
    assert meant["Docker"] == "Docker and containers"


@pytest.mark.parametrize("persona", [None, people.member, people.organiser])
def test_visible_to_leaves_out_what_waits_and_what_has_gone_into_another(persona):
    before = Tag.objects.vetted().count()
    shown = TagFactory(vetted=True)
    TagFactory()
    TagFactory(vetted=True, merged_into=shown)
    access = Access.of(persona()) if persona else Access.of(None)

    tags = Tag.objects.visible_to(access)

    assert tags.count() == before + 1
    assert shown in tags


def test_visible_to_shows_moderators_what_waits():
    waiting = TagFactory()

    tags = Tag.objects.visible_to(Access.of(people.moderator()))

    assert list(tags.waiting()) == [waiting]
    assert not waiting.is_vetted
    assert TagFactory(vetted_at=clock.now()).is_vetted
