"""What a moderator has let out, and its author has changed since."""

from datetime import timedelta

import pytest

from access.access import Access
from core import clock
from core.errors import Changed
from forum.services.posts import correct_post, edit_post, reply_to_thread
from forum.services.threads import rename_thread, start_thread
from moderation.models import Case, Flag, Message, Rule
from moderation.services import decisions, holding
from moderation.services.decisions import Decision
from moderation.services.flags import flag_thing
from moderation.services.queue import waiting
from stories.services.stories import (
    approve_story,
    edit_story,
    publish_story,
    save_draft,
)
from tests.factories.access import GrantFactory, expired, member
from tests.factories.accounts import new_person
from tests.racing import race

pytestmark = pytest.mark.django_db

FIVE = {
    "from_role": "devops",
    "to_role": "mlops",
    "ending": "done",
    "months": 7,
    "sentence": "Ask who owns the data before you ask for a model",
}


@pytest.fixture
def released(hana, held_post):
    holding.release(moderator=hana, kind="post", pk=held_post.pk)
    held_post.refresh_from_db()
    return held_post


def edit(post, body="Buy my course.", revision=1):
    return edit_post(author=post.author, post=post, body=body, revision=revision)


def test_new_words_in_a_released_post_open_a_case_that_shows_them(
    client, hana, released
):
    edit(released)

    case = Case.objects.open().get()
    assert (case.target_kind, case.target_id) == ("post", released.pk)
    assert (case.author, case.evidence) == (released.author, "Buy my course.")
    assert not Flag.objects.exists()
    (row,) = waiting(Access.of(hana))
    assert row.note == "Post, changed since it was read"
    client.force_login(hana)
    page = client.get(case.get_absolute_url()).content.decode()
    assert "Changed since it was read." in page
    assert "Buy my course." in page
    assert "A moderator opened the case" not in page


def test_the_words_stay_out(client, released):
    edit(released)

    page = client.get(released.thread.get_absolute_url()).content.decode()
    assert "Buy my course." in page


def test_one_thing_has_one_open_case_however_often_it_is_changed(hana, released):
    edit(released)
    edit(released, body="Buy two.", revision=2)
    read = Case.objects.open().get().version
    edit(released, body="Buy three.", revision=3)

    case = Case.objects.open().get()
    assert case.version > read
    with pytest.raises(Changed, match="changed the words since"):
        decisions.keep(moderator=hana, case=case, decision=Decision(version=read))
    assert case.is_open
    assert Message.objects.filter(case=case).count() == 0


def test_a_change_joins_the_case_that_flags_have_opened(hana, released):
    flag_thing(reporter=member(), kind="post", pk=released.pk, reason="other")

    edit(released)

    case = Case.objects.open().get()
    assert case.evidence == "First words."
    assert waiting(Access.of(hana))[0].note == (
        "Flagged post, 1 flag, changed since it was read"
    )


def test_a_change_does_not_put_the_case_back_in_the_queue(hana, released):
    flagged_at = clock.now()
    with clock.at(flagged_at):
        flag_thing(reporter=member(), kind="post", pk=released.pk, reason="other")

    with clock.at(flagged_at + timedelta(hours=23)):
        edit(released)

    with clock.at(flagged_at + timedelta(hours=25)):
        (row,) = waiting(Access.of(hana))
        assert (row.since, row.is_late) == (flagged_at, True)


def test_the_case_is_decided_like_any_other(hana, released):
    edit(released)
    case = Case.objects.open().get()

    decisions.hide(
        moderator=hana,
        case=case,
        decision=Decision(version=case.version, rule=Rule.objects.get(number=4)),
    )

    released.refresh_from_db()
    assert released.is_hidden
    assert Message.objects.filter(case=case).get().recipient == released.author


def test_a_correction_and_a_title_are_words_too(hana, category):
    thread = start_thread(
        author=new_person(), category=category, title="Where to begin?", body="Hello."
    )
    post = thread.posts.get()
    holding.release(moderator=hana, kind="post", pk=post.pk)

    rename_thread(actor=post.author, thread=thread, title="Buy my course")
    titled = Case.objects.open().get()
    with clock.at(clock.now() + timedelta(days=2)):
        correct_post(author=post.author, post=post, words="Buy it.", revision=1)

    assert titled.title == "Post 1 in “Buy my course”"
    assert Case.objects.open().get().changed_at > titled.changed_at


def test_the_same_words_again_open_nothing(released):
    edit(released, body=released.body)

    assert not Case.objects.open().exists()


def test_nobody_asks_about_words_that_no_moderator_had_to_read(thread, post, released):
    """A member's, a second post's, and those of one who has become a member."""
    edit(post)
    second = reply_to_thread(author=released.author, thread=thread, body="Second.")
    edit(second)
    GrantFactory(person=released.author)
    edit(released)

    assert not Case.objects.open().exists()


def test_what_waits_is_read_when_it_goes_out(held_post):
    edit(held_post)

    assert not Case.objects.exists()


def test_new_words_in_a_story_that_was_read_open_a_case(hana):
    author = expired()
    story = publish_story(author=author, story=save_draft(author=author, answers=FIVE))
    approve_story(moderator=hana, story=story)

    edit_story(author=author, story=story, answers={"pay_detail": "nothing"})
    assert not Case.objects.open().exists()
    edit_story(author=author, story=story, answers={"narrative": "Buy my course."})

    case = Case.objects.open().get()
    assert (case.target_kind, case.target_id) == ("story", story.pk)
    assert "Buy my course." in case.evidence


def test_new_words_in_a_members_story_open_nothing():
    author = member()
    story = publish_story(author=author, story=save_draft(author=author, answers=FIVE))

    edit_story(author=author, story=story, answers={"narrative": "More of it."})

    assert not Case.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_changing_and_flagging_at_once_make_one_case(released):
    for turn in range(1, 6):
        outcomes = race(
            lambda turn=turn: edit(released, body=f"Buy {turn}.", revision=turn),
            lambda: flag_thing(
                reporter=member(), kind="post", pk=released.pk, reason="other"
            ),
        )
        assert [o for o in outcomes if isinstance(o, Exception)] == []

    case = Case.objects.open().get()
    assert case.flags.count() == 5
    assert case.changed_at is not None
