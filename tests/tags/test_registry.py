"""Whatever carries a tag is known to the vocabulary, or a merge would leave it."""

from django.apps import apps

from tags import registry
from tags.models import Tag

# By the column that names a tag: the use that follows a merge.
FOLLOWED_BY = {
    "stories.StorySkill.tag": "stories",
    # The chip of a tag: `adopt` gives the other one its own.
    "stories.Skill.tag": "stories",
    # These are moved by the merge itself.
    "tags.Synonym.tag": None,
    "tags.Tag.merged_into": None,
}


def test_every_column_that_names_a_tag_is_followed_by_a_registered_use():
    named = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.many_to_one or (field.one_to_one and field.concrete)
        if field.related_model is Tag
    }

    assert sorted(named) == sorted(FOLLOWED_BY)
    assert {use.key for use in registry.uses()} == set(FOLLOWED_BY.values()) - {None}
