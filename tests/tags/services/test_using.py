import pytest

from tags.enums import Kind
from tags.models import Synonym, Tag
from tags.services.holding import Merged, hold
from tags.services.using import take_tags
from tests.factories.access import member
from tests.factories.tags import TagFactory

pytestmark = pytest.mark.django_db


def test_take_tags_finds_a_tag_by_each_of_its_words():
    author, tag = member(), TagFactory(name="Rust", synonyms=["rustlang"])
    known = Tag.objects.count()

    taken = take_tags(["RUST", "Rustlang", "k8s"], by=author, kind=Kind.SKILL)

    assert {name: found.name for name, found in taken.items()} == {
        "RUST": "Rust",
        "Rustlang": "Rust",
        "k8s": "Kubernetes",
    }
    assert taken["RUST"] == tag
    assert Tag.objects.count() == known


@pytest.mark.parametrize(
    ("kind", "kinds"), [(Kind.SKILL, (False, True)), (Kind.TOPIC, (True, False))]
)
def test_take_tags_takes_an_unknown_word_in_unvetted(kind, kinds):
    author = member()

    taken = take_tags(["  Kube   flow "], by=author, kind=kind)

    tag = Tag.objects.get(slug="kube-flow")
    assert taken == {"  Kube   flow ": tag}
    assert (tag.name, tag.vetted_at, tag.suggested_by) == ("Kube flow", None, author)
    assert (tag.is_topic, tag.is_skill) == kinds
    assert [(row.folded, row.text) for row in tag.synonyms.all()] == [
        ("kube flow", "Kube flow")
    ]


def test_take_tags_makes_one_tag_of_a_word_written_in_two_ways():
    taken = take_tags(["Kube-flow", "kube flow"], by=member(), kind=Kind.SKILL)

    assert taken["Kube-flow"] == taken["kube flow"]
    assert taken["kube flow"].name == "Kube-flow"


def test_take_tags_gives_words_that_share_an_address_their_own():
    names = ["C", "C++", "C#", "Ć"]

    taken = take_tags(names, by=member(), kind=Kind.SKILL)

    slugs = sorted(tag.slug for tag in taken.values())
    assert slugs == ["c", "c-2", "c-3", "c-4"]
    assert {name: tag.name for name, tag in taken.items()} == dict(
        zip(names, names, strict=True)
    )


def test_take_tags_costs_the_same_for_one_known_word_and_for_three(
    django_assert_num_queries,
):
    author = member()
    names = [TagFactory().name for _ in range(3)]

    for wanted in (names[:1], names):
        # The words, a savepoint and its end, and whether one has been merged.
        with django_assert_num_queries(4):
            take_tags(wanted, by=author, kind=Kind.SKILL)


def test_take_tags_asks_nothing_where_nothing_is_named(django_assert_num_queries):
    author = member()

    with django_assert_num_queries(0):
        assert take_tags([], by=author, kind=Kind.SKILL) == {}


def test_hold_refuses_a_tag_that_has_gone_into_another():
    tag = TagFactory()
    gone = TagFactory(merged_into=tag)

    hold([tag.pk])
    with pytest.raises(Merged):
        hold([tag.pk, gone.pk])


def test_every_living_tag_has_the_row_of_its_name():
    take_tags(["One", "Two"], by=member(), kind=Kind.TOPIC)
    named = Synonym.objects.values_list("tag__name", "text")

    assert {tag.name for tag in Tag.objects.living()} == {
        name for name, text in named if name == text
    }
