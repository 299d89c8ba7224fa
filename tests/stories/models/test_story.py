import pytest
from django.db import IntegrityError, transaction

from access.access import Access
from core import clock
from stories.models import Story
from tests.factories.access import member, moderator, organiser
from tests.factories.accounts import UserFactory
from tests.factories.stories import StoryFactory, StorySkillFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"from_role": "vp"}, "from_role_known"),
        ({"ending": "success"}, "ending_known"),
        ({"interest": ""}, "interest_known"),
        ({"months": None}, "sent_with_five"),
        ({"sentence": ""}, "sent_with_five"),
        ({"draft": True, "submitted_at": clock.now(), "months": None}, "sent_with"),
        ({"months": 0}, "months_in_range"),
        ({"months": 601}, "months_in_range"),
        ({"hours_per_week": 0}, "hours_in_range"),
        ({"from_role": "other"}, "from_other_named"),
        ({"from_other": "Tester"}, "from_other_named"),
        ({"ending": "chose_other"}, "arrived_only_elsewhere"),
        ({"arrived_role": "platform"}, "arrived_only_elsewhere"),
        ({"pay_direction": "up"}, "pay_as_told"),
        ({"pay_detail": "band"}, "pay_as_told"),
        ({"pay_detail": "band", "pay_band": "up_5_to_15", "pay_percent": 9}, "pay_as"),
        ({"pay_detail": "percent"}, "pay_as_told"),
        ({"pay_detail": "percent", "pay_percent": 1001}, "pay_as_told"),
        ({"draft": True, "withdrawn_at": clock.now()}, "withdrawn_only_published"),
        ({"hidden_at": clock.now()}, "hidden_whole"),
        ({"hidden": True, "hidden_reason": ""}, "hidden_whole"),
        ({"revision_count": 1}, "revised_after_published"),
        (
            {"draft": True, "revised_at": clock.now(), "revision_count": 1},
            "revised_after_published",
        ),
        ({"changes_asked": "Words."}, "changes_asked_whole"),
    ],
)
def test_the_database_refuses_what_no_story_can_say(facts, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        StoryFactory(**facts)

    assert not Story.objects.exists()


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"part": "learnt"}, "part_known"),
        ({"weeks": 0}, "weeks_in_range"),
        ({"difficulty": 6}, "difficulty_in_range"),
        ({"part": "carried", "weeks": 3}, "only_added_took_time"),
    ],
)
def test_the_database_refuses_what_no_skill_can_say(facts, constraint):
    story = StoryFactory()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        StorySkillFactory(story=story, **facts)

    assert not story.story_skills.exists()


def test_a_skill_stands_in_a_story_once():
    row = StorySkillFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        StorySkillFactory(story=row.story, tag=row.tag, part="carried")


STATES = ("published", "draft", "pending", "changes", "withdrawn", "hidden")


def one_of_each(author):
    asked = {
        "pending": True,
        "changes_asked_at": clock.now(),
        "changes_asked_by": UserFactory(),
        "changes_asked": "Words.",
    }
    return {
        "published": StoryFactory(author=author),
        "draft": StoryFactory(author=author, draft=True),
        "pending": StoryFactory(author=author, pending=True),
        "changes": StoryFactory(author=author, **asked),
        "withdrawn": StoryFactory(author=author, withdrawn=True),
        "hidden": StoryFactory(author=author, hidden=True),
    }


@pytest.mark.parametrize(
    ("persona", "visible", "openable"),
    [
        (None, ["published"], ["published"]),
        (member, ["published"], ["published"]),
        (organiser, ["published"], ["published"]),
        (moderator, ["published"], ["published", "pending", "changes", "hidden"]),
        ("author", ["published"], list(STATES)),
    ],
)
def test_visible_to_and_openable_by(persona, visible, openable):
    author = member()
    stories = one_of_each(author)
    if persona is None:
        access = Access.visitor()
    else:
        access = Access.of(author if persona == "author" else persona())

    def names(queryset):
        found = set(queryset.values_list("pk", flat=True))
        return [name for name in STATES if stories[name].pk in found]

    assert names(Story.objects.visible_to(access)) == visible
    assert names(Story.objects.openable_by(access)) == openable


def test_state_is_worked_out_from_the_times():
    stories = one_of_each(member())

    assert {name: story.state for name, story in stories.items()} == {
        "published": "published",
        "draft": "draft",
        "pending": "pending",
        "changes": "changes_asked",
        "withdrawn": "withdrawn",
        "hidden": "hidden",
    }


def test_for_lists_counts_skills_in_one_query(django_assert_num_queries):
    story = StoryFactory()
    StorySkillFactory.create_batch(3, story=story)
    StorySkillFactory(story=story, part="carried")
    StoryFactory()

    with django_assert_num_queries(1):
        found = {
            one.pk: (one.carried_count, one.added_count, one.author.handle)
            for one in Story.objects.for_lists()
        }

    assert found[story.pk] == (1, 3, story.author.handle)


def test_a_sentence_without_letters_has_an_address_without_words():
    story = StoryFactory(sentence="!!!???")

    assert story.get_absolute_url() == f"/stories/{story.pk}/"
