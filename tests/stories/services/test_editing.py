from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from core import clock
from core.errors import Changed
from forum.models import Post, Thread
from forum.services.posts import delete_post, edit_post
from forum.services.threads import rename_thread
from richtext import rendering
from stories.models import Story, StoryRevision
from stories.phrases import move_of
from stories.services.editing import (
    confirm_story,
    discard_draft,
    edit_story,
    save_draft,
)
from stories.services.publishing import publish_story
from stories.types import NamedSkill
from tags.models import Tag
from tests.factories.access import expired, member, moderator, suspended
from tests.factories.accounts import new_person
from tests.factories.stories import StoryFactory
from tests.racing import race
from tests.richtext.parsing import rich, shown

pytestmark = pytest.mark.django_db

FIVE = {
    "from_role": "devops",
    "to_role": "mlops",
    "ending": "done",
    "months": 7,
    "sentence": "Ask who owns the data first",
}


def skills_of(story):
    return [
        (row.tag.name, row.part, row.weeks, row.difficulty)
        for row in story.story_skills.select_related("tag").order_by("pk")
    ]


@pytest.mark.parametrize("persona", [new_person, member, expired, moderator])
def test_save_draft_keeps_what_is_told_and_shows_it_to_nobody(persona):
    story = save_draft(author=persona(), answers={"months": 3})

    story.refresh_from_db()
    assert (story.months, story.sentence, story.state) == (3, "", "draft")
    assert list(Story.objects.published()) == []


def test_save_draft_refuses_the_suspended_and_writes_nothing():
    with pytest.raises(PermissionDenied, match="read but not write"):
        save_draft(author=suspended(), answers=FIVE)

    assert not Story.objects.exists()


def test_save_draft_refuses_what_no_story_has():
    with pytest.raises(TypeError, match="published_at"):
        save_draft(author=member(), answers={"published_at": clock.now()})

    assert not Story.objects.exists()


def test_save_draft_sent_twice_makes_one_story():
    author = member()

    first = save_draft(author=author, answers=FIVE, token="one")
    second = save_draft(author=author, answers=FIVE, token="one")

    assert first == second
    assert Story.objects.count() == 1


def test_save_draft_renders_every_text():
    story = save_draft(
        author=member(),
        answers=FIVE | {"narrative": "A *word*.", "surprise": "<script>x</script>"},
    )

    story.refresh_from_db()
    assert story.narrative_html == rich("<p>A <em>word</em>.</p>")
    assert "<script" not in shown(story.surprise_html)
    assert (story.hardest_html, story.html_version) == (rich(), rendering.VERSION)


def test_save_draft_lets_dates_make_the_months():
    story = save_draft(
        author=member(),
        answers=FIVE
        | {"started_on": date(2025, 11, 1), "finished_on": date(2026, 2, 1)},
    )

    assert story.months == 3


def test_save_draft_keeps_told_months_beside_dates_that_disagree():
    story = save_draft(
        author=member(),
        answers=FIVE
        | {"started_on": date(2026, 2, 1), "finished_on": date(2025, 11, 1)},
    )

    story.refresh_from_db()
    assert (story.months, story.started_on) == (7, date(2026, 2, 1))


def test_save_draft_drops_what_another_answer_has_made_void():
    story = save_draft(
        author=member(),
        answers=FIVE
        | {
            "from_other": "left over",
            "arrived_role": "platform",
            "pay_detail": "direction",
            "pay_direction": "up",
            "pay_band": "up_5_to_15",
            "pay_percent": 10,
        },
    )

    story.refresh_from_db()
    told = (
        story.from_other,
        story.arrived_role,
        story.pay_direction,
        story.pay_band,
        story.pay_percent,
    )
    assert told == ("", "", "up", "", None)


def test_save_draft_keeps_words_apart_that_share_an_address():
    names = ["Сети", "データ", "C++", "C#", "C", "Très long: " + "é" * 49]
    told = [NamedSkill(name, "added") for name in names]

    first = save_draft(author=member(), answers=FIVE | {"skills": told})
    second = save_draft(author=member(), answers=FIVE | {"skills": told[::-1]})

    assert [name for name, *_rest in skills_of(first)] == names
    assert [name for name, *_rest in skills_of(second)] == names[::-1]
    assert Tag.objects.filter(vetted_at=None).count() == 6


@pytest.mark.parametrize("names", [("Über", "über"), ("СЕТИ", "Сети")])
def test_save_draft_knows_a_word_in_any_script_whatever_its_capitals(names):
    for name in names:
        told = [NamedSkill(name, "added")]
        save_draft(author=member(), answers=FIVE | {"skills": told})

    assert Tag.objects.get(vetted_at=None).name == names[0]


def test_save_draft_takes_no_word_from_a_draft_that_was_thrown_away():
    spoilt = NamedSkill("Haskell?!", "added")
    draft = save_draft(author=member(), answers={"skills": [spoilt]})
    discard_draft(author=draft.author, story=draft)

    story = save_draft(
        author=member(), answers=FIVE | {"skills": [NamedSkill("Haskell", "added")]}
    )

    assert skills_of(story) == [("Haskell", "added", None, None)]


def test_save_draft_takes_unknown_skills_in_unvetted_and_known_ones_as_they_are():
    author = member()
    known = Tag.objects.vetted().count()

    story = save_draft(
        author=author,
        answers=FIVE
        | {
            "skills": [
                NamedSkill("kubernetes", "carried", 9, 5),
                NamedSkill("  Kube   flow ", "added", 6, 4),
                NamedSkill("kube flow", "added"),
            ]
        },
    )

    assert skills_of(story) == [
        ("Kubernetes", "carried", None, None),
        ("Kube flow", "added", 6, 4),
    ]
    new = Tag.objects.get(slug="kube-flow")
    assert (new.vetted_at, new.suggested_by) == (None, author)
    assert Tag.objects.vetted().count() == known


def test_edit_story_changes_only_what_is_told():
    author = member()
    story = save_draft(
        author=author,
        answers=FIVE | {"skills": [NamedSkill("Kubernetes", "carried")]},
    )

    edit_story(author=author, story=story, answers={"months": 9}, version=1)

    story.refresh_from_db()
    assert (story.months, story.sentence, story.version) == (9, FIVE["sentence"], 2)
    assert skills_of(story) == [("Kubernetes", "carried", None, None)]


def test_edit_story_keeps_no_revision_before_the_story_is_out():
    author = member()
    story = save_draft(author=author, answers=FIVE)

    story = edit_story(author=author, story=story, answers={"months": 9})

    assert (story.revision_count, story.revised_at) == (0, None)
    assert not StoryRevision.objects.exists()


def test_edit_story_keeps_and_dates_a_change_that_readers_can_see():
    story = StoryFactory(months=7, sentence="As it was", pay_detail="nothing")
    now = clock.now() + timedelta(days=40)

    with clock.at(now):
        edit_story(
            author=story.author,
            story=story,
            answers={
                "sentence": "As it is",
                "skills": [NamedSkill("Kubernetes", "carried")],
                "pay_detail": "percent",
                "pay_percent": 12,
            },
        )

    story.refresh_from_db()
    assert (story.revised_at, story.revision_count) == (now, 1)
    [kept] = story.revisions.all()
    assert (kept.number, kept.editor, kept.created_at) == (1, story.author, now)
    assert (kept.content["sentence"], kept.content["skills"]) == ("As it was", [])
    assert [name for name in kept.content if "pay" in name] == []


def test_edit_story_takes_the_title_of_its_thread_along(client):
    author = member()
    story = publish_story(author=author, story=save_draft(author=author, answers=FIVE))
    old = story.thread.get_absolute_url()

    edit_story(author=author, story=story, answers={"sentence": "As it now is"})

    thread = Thread.objects.get()
    assert thread.title == "Questions: As it now is"
    assert client.get(old)["Location"] == thread.get_absolute_url()
    version = thread.version
    edit_story(author=author, story=story, answers={"hardest_words": "The data."})
    pay = {"pay_detail": "percent", "pay_percent": 12}
    edit_story(author=author, story=story, answers=pay)
    thread.refresh_from_db()
    assert (thread.title, thread.version) == ("Questions: As it now is", version)


def test_edit_story_leaves_a_title_that_was_changed_by_hand():
    author = member()
    story = publish_story(author=author, story=save_draft(author=author, answers=FIVE))
    rename_thread(actor=author, thread=story.thread, title="Ask me about the data")

    edit_story(author=author, story=story, answers={"sentence": "As it now is"})

    assert Thread.objects.get().title == "Ask me about the data"


def test_edit_story_leaves_no_trace_of_a_change_of_pay():
    story = StoryFactory(pay_detail="percent", pay_percent=12)

    edit_story(
        author=story.author,
        story=story,
        answers={"pay_detail": "nothing", "sentence": story.sentence},
    )

    story.refresh_from_db()
    assert (story.pay_detail, story.pay_percent) == ("nothing", None)
    assert (story.revised_at, story.revision_count) == (None, 0)
    assert not StoryRevision.objects.exists()


def test_edit_story_with_nothing_new_writes_nothing():
    story = StoryFactory(months=7)
    saved_at = story.saved_at

    with clock.at(saved_at + timedelta(days=1)):
        edit_story(author=story.author, story=story, answers={"months": 7})

    story.refresh_from_db()
    assert (story.saved_at, story.version, story.revision_count) == (saved_at, 1, 0)


@pytest.mark.parametrize(
    ("persona", "sentence"),
    [
        (suspended, "read but not write"),
    ],
)
def test_edit_story_refuses_who_may_not_write(persona, sentence):
    story = StoryFactory(author=persona(), months=7)

    with pytest.raises(PermissionDenied, match=sentence):
        edit_story(author=story.author, story=story, answers={"months": 9})

    story.refresh_from_db()
    assert (story.months, story.version) == (7, 1)


def test_edit_story_refuses_everyone_but_its_author():
    story = StoryFactory(months=7)

    for person in (member(), moderator()):
        with pytest.raises(PermissionDenied, match="Only the person who told"):
            edit_story(author=person, story=story, answers={"months": 9})

    story.refresh_from_db()
    assert story.months == 7


def test_edit_story_stays_open_to_an_author_whose_window_has_closed():
    story = StoryFactory(author=expired())

    edit_story(author=story.author, story=story, answers={"months": 9})

    story.refresh_from_db()
    assert story.months == 9


def test_edit_story_overwrites_nothing_that_it_has_not_seen():
    story = StoryFactory(months=7)
    edit_story(author=story.author, story=story, answers={"months": 8}, version=1)

    with pytest.raises(Changed):
        edit_story(author=story.author, story=story, answers={"months": 9}, version=1)

    story.refresh_from_db()
    assert (story.months, story.version, story.revision_count) == (8, 2, 1)


def test_edit_story_trusts_the_database_not_the_stale_object_it_was_given():
    stale = StoryFactory(months=7)
    hider = moderator()
    Story.objects.update(
        hidden_at=clock.now(), hidden_by=hider, hidden_reason="A plain reason."
    )

    with pytest.raises(PermissionDenied, match="hidden"):
        edit_story(author=stale.author, story=stale, answers={"months": 9})

    stale.refresh_from_db()
    assert stale.months == 7


def test_confirm_story_says_that_odd_values_are_meant_until_they_change():
    story = StoryFactory(months=72)

    confirm_story(author=story.author, story=story)
    edit_story(author=story.author, story=story, answers={"surprise": "Nothing"})
    story.refresh_from_db()
    assert story.confirmed_at is not None

    edit_story(author=story.author, story=story, answers={"months": 73})
    story.refresh_from_db()
    assert story.confirmed_at is None


def test_discard_draft_throws_away_what_has_never_been_out():
    author = member()
    story = save_draft(author=author, answers=FIVE)

    discard_draft(author=author, story=story)

    assert not Story.objects.exists()


def test_discard_draft_refuses_a_published_story_and_other_people():
    out, draft = StoryFactory(), StoryFactory(draft=True)

    with pytest.raises(PermissionDenied, match="taken back"):
        discard_draft(author=out.author, story=out)
    with pytest.raises(PermissionDenied, match="Only the person who told"):
        discard_draft(author=member(), story=draft)

    assert Story.objects.count() == 2


def told_and_out():
    author = member()
    return publish_story(author=author, story=save_draft(author=author, answers=FIVE))


def opening_of(story):
    return Post.objects.get(thread=story.thread, position=1)


CHANGES = [
    {"sentence": "Ask who pays for the cluster first"},
    {"to_role": "platform"},
    {"ending": "chose_other", "arrived_role": "platform"},
]


@pytest.mark.parametrize("answers", CHANGES)
def test_the_post_that_opens_the_thread_follows_the_story(client, answers):
    story = told_and_out()
    before = opening_of(story)
    client.get(story.thread.get_absolute_url())

    edited = edit_story(author=story.author, story=story, answers=answers)

    post = opening_of(edited)
    assert move_of(edited) in post.body
    assert edited.get_absolute_url() in post.body
    assert (post.revision, post.revisions.get().body) == (2, before.body)
    page = client.get(edited.thread.get_absolute_url(), follow=True).content.decode()
    assert move_of(edited) in page


def test_an_opening_that_its_author_changed_stays():
    story = told_and_out()
    post = opening_of(story)
    edit_post(author=story.author, post=post, body="Ask me anything.", revision=1)

    edit_story(author=story.author, story=story, answers={"to_role": "platform"})

    assert opening_of(story).body == "Ask me anything."


def test_an_opening_that_was_deleted_stays_away():
    story = told_and_out()
    delete_post(author=story.author, post=opening_of(story))
    before = opening_of(story).body

    edit_story(author=story.author, story=story, answers={"to_role": "platform"})

    post = opening_of(story)
    assert (post.is_deleted, post.body, post.revision) == (True, before, 1)


def test_a_change_that_the_opening_does_not_tell_leaves_it():
    story = told_and_out()

    edit_story(author=story.author, story=story, answers={"months": 9})

    assert opening_of(story).revision == 1


@pytest.mark.django_db(transaction=True)
def test_an_edit_of_the_opening_beside_one_of_the_story_is_not_overwritten():
    story = told_and_out()
    post = opening_of(story)

    outcomes = race(
        partial(edit_post, author=story.author, post=post, body="Ask me.", revision=1),
        partial(
            edit_story,
            author=story.author,
            story=story,
            answers={"to_role": "platform"},
        ),
    )

    kinds = {type(o) for o in outcomes if isinstance(o, Exception)}
    assert kinds <= {Changed}
    now = opening_of(story)
    # The author's edit stands, or was refused with both texts.
    assert (now.body == "Ask me.") == (not kinds)
