import pytest
from django.urls import reverse

from tests.factories import access as people
from tests.factories.stories import SkillFactory
from tests.factories.tags import TagFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(people.moderator())
    return client


@pytest.fixture
def tag():
    return SkillFactory(
        tag=TagFactory(name="Rost", slug="rost", synonyms=["rustlang"])
    ).tag


def address(view, tag, *more):
    return reverse(f"tags:{view}", args=[tag.slug, *more])


def test_a_word_is_added_and_removed(desk, tag):
    desk.post(address("synonym_create", tag), {"text": "rs"})
    word = tag.synonyms.get(text="rs")
    said = desk.post(address("synonym_delete", tag, word.pk), follow=True)

    assert not tag.synonyms.filter(text="rs").exists()
    assert "“rs” means “Rost” no longer." in said.content.decode()


@pytest.mark.parametrize("text", ["", "\u3164", "Kubernetes", "x" * 61])
def test_a_word_that_means_nothing_or_another_tag_is_not_added(desk, tag, text):
    response = desk.post(address("synonym_create", tag), {"text": text})

    assert response.status_code == 422
    assert list(response.context["synonym_form"].errors) == ["text"]
    assert tag.synonyms.count() == 2


def test_a_name_is_not_removed_and_neither_is_another_tag_s_word(desk, tag):
    name = tag.synonyms.get(text="Rost")
    other = TagFactory().synonyms.get()

    said = desk.post(address("synonym_delete", tag, name.pk), follow=True)
    missing = desk.post(address("synonym_delete", tag, other.pk))

    assert "always found by its own name" in said.content.decode()
    assert missing.status_code == 404
    assert (tag.synonyms.count(), other.tag.synonyms.count()) == (2, 1)
