import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from core import clock
from core.errors import Changed, TooFast
from core.limits import POSTING_NEW, SENT_AGAIN
from forum.exporting import words_of
from forum.models import Mention, Post, PostRevision, Thread
from forum.services.moderating import hide_post, restore_post
from forum.services.posts import (
    correct_post,
    delete_post,
    edit_post,
    reply_to_thread,
    undelete_post,
)
from notifications.models import Event, Notice
from tests.factories.access import (
    expired,
    member,
    moderator,
    organiser,
    suspended,
)
from tests.factories.accounts import new_person
from tests.factories.forum import (
    PostFactory,
    ThreadFactory,
    members_category,
    thread_of,
)
from tests.jobs import run_jobs
from tests.richtext.parsing import rich
from writing.errors import SentBefore

pytestmark = pytest.mark.django_db


def facts(thread):
    thread.refresh_from_db()
    return (
        thread.reply_count,
        thread.last_position,
        thread.last_posted_at,
        thread.last_author_id,
    )


def notified():
    run_jobs()
    return list(Notice.objects.order_by("pk").values_list("recipient", "verb"))


def test_reply_to_thread_goes_to_the_end_and_updates_the_thread():
    thread = thread_of(1)
    reply_to_thread(author=member(), thread=thread, body="First")

    post = reply_to_thread(author=member(), thread=thread, body="Second **one**")

    bodies = [p.body for p in thread.posts.order_by("position")]
    assert bodies == ["A plain post.", "First", "Second **one**"]
    assert facts(thread) == (2, 3, post.created_at, post.author_id)
    assert post.body_html == rich("<p>Second <strong>one</strong></p>")


def test_reply_to_thread_raises_the_versions_that_pages_are_kept_under():
    thread = thread_of(1)

    reply_to_thread(author=member(), thread=thread, body="Hello")

    category = thread.category
    category.refresh_from_db()
    assert Thread.objects.get(pk=thread.pk).version == thread.version + 1
    assert (category.version, category.activity) == (1, 2)


def test_reply_to_thread_tells_the_thread_author_but_not_the_replier():
    thread = thread_of(1, author=member())

    reply_to_thread(author=member(), thread=thread, body="Hello")
    reply_to_thread(author=thread.author, thread=thread, body="Thanks")

    assert notified() == [(thread.author.pk, "forum.replied")]


def test_reply_to_thread_tells_the_mentioned_once_and_for_the_stronger_reason():
    thread = thread_of(1, author=member(handle="asker"))
    ana = member(handle="ana")

    reply_to_thread(
        author=member(), thread=thread, body="@asker see @ana, @ana, @nobody"
    )

    assert sorted(notified()) == sorted(
        [(thread.author.pk, "forum.mentioned"), (ana.pk, "forum.mentioned")]
    )
    named = Mention.objects.order_by("handle").values_list("handle", "person")
    assert list(named) == [
        ("ana", ana.pk),
        ("asker", thread.author.pk),
        ("nobody", None),
    ]


def test_reply_to_thread_does_not_tell_who_may_not_read_it():
    thread = thread_of(1, category=members_category(), author=member())
    expired(handle="ana")

    reply_to_thread(author=member(), thread=thread, body="@ana, look")

    assert notified() == [(thread.author.pk, "forum.replied")]


def test_reply_to_thread_sent_twice_is_one_post():
    thread, author = thread_of(1), member()

    first = reply_to_thread(author=author, thread=thread, body="Once", token="t")
    again = reply_to_thread(author=author, thread=thread, body="Once", token="t")

    assert first == again
    assert facts(thread)[:2] == (1, 2)


def test_reply_to_thread_knows_words_that_come_back_under_another_token():
    thread, author = thread_of(1), member()
    first = reply_to_thread(author=author, thread=thread, body="Once", token="one")
    before = facts(thread), notified()
    Thread.objects.filter(pk=thread.pk).update(
        locked_at=clock.now(), locked_by=moderator()
    )

    again = reply_to_thread(author=author, thread=thread, body="Once", token="two")

    assert again == first
    assert (facts(thread), notified()) == before
    with pytest.raises(SentBefore):
        reply_to_thread(author=author, thread=thread, body="Twice", token="two")
    assert thread.posts.count() == 2


def test_reply_to_thread_takes_the_words_of_a_first_post_that_waits_for_the_same():
    thread, author = thread_of(1), new_person()
    first = reply_to_thread(author=author, thread=thread, body="Once", token="one")

    again = reply_to_thread(author=author, thread=thread, body="Once", token="two")

    assert again == first
    assert first.is_held


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"body": "Once more"}, {}),
        ({"thread": None}, {}),
        ({"author": None}, {}),
        ({}, {"created_at": clock.now() - SENT_AGAIN - timedelta(minutes=1)}),
        ({}, {"deleted_at": clock.now()}),
        ({}, {"hidden_at": clock.now()}),
        ({}, {"body": "Edited since"}),
    ],
)
def test_reply_to_thread_makes_a_post_of_words_that_are_not_there(changes, fields):
    """Other words, another place, another person, later on, or taken away since."""
    sent = {"author": member(), "thread": thread_of(1), "body": "Once"}
    first = reply_to_thread(**sent)
    if "hidden_at" in fields:
        fields |= {"hidden_by": moderator(), "hidden_reason": "A plain reason."}
    Post.objects.filter(pk=first.pk).update(**fields)
    others = {"author": member, "thread": lambda: thread_of(1)}
    changes = {name: value or others[name]() for name, value in changes.items()}

    assert reply_to_thread(**sent | changes) != first


@pytest.mark.parametrize("after", [3, 2, None])
def test_reply_to_thread_takes_the_same_words_to_another_answer_for_a_new_reply(after):
    """Whether the page already showed that answer, or showed the own post last."""
    thread, author = thread_of(1), member()
    sent = {"author": author, "thread": thread, "body": "Thanks"}
    reply_to_thread(**sent, token="one", after=1)
    reply_to_thread(author=member(), thread=thread, body="Another answer")

    post = reply_to_thread(**sent, token="two", after=after)

    assert post.position == 4
    assert facts(thread)[:2] == (3, 4)
    # And that one, sent again, is one.
    assert reply_to_thread(**sent, token="two", after=after) == post
    assert reply_to_thread(**sent, token="three", after=4) == post


def test_reply_to_thread_knows_a_form_from_before_its_words_were_posted():
    """A second window that was open all the time holds nothing new."""
    thread, author = thread_of(1), member()
    sent = {"author": author, "thread": thread, "body": "Thanks"}
    first = reply_to_thread(**sent, token="one", after=1)
    reply_to_thread(author=member(), thread=thread, body="Another answer")
    before = facts(thread), notified()

    again = reply_to_thread(**sent, token="two", after=1)

    assert again == first
    assert (facts(thread), notified()) == before


@pytest.mark.parametrize("fields", [{"deleted_at": clock.now()}, {"author": None}])
def test_reply_to_thread_counts_as_an_answer_what_somebody_else_says_here(fields):
    """A post that was taken back is none, and neither is an own one."""
    thread, author = thread_of(1), member()
    sent = {"author": author, "thread": thread, "body": "Thanks"}
    first = reply_to_thread(**sent, token="one", after=1)
    post = reply_to_thread(author=member(), thread=thread, body="Another answer")
    fields = {name: value or author for name, value in fields.items()}
    Post.objects.filter(pk=post.pk).update(**fields)

    assert reply_to_thread(**sent, token="two", after=3) == first
    assert thread.posts.count() == 3


@pytest.mark.parametrize("body", ["Once", "Once, said better"])
def test_reply_to_thread_takes_a_repeated_form_whose_post_is_gone(body):
    """Taken back, then sent from the page that the back button shows."""
    thread, author = thread_of(1), member()
    first = reply_to_thread(author=author, thread=thread, body="Once", token="t")
    delete_post(author=author, post=first)

    again = reply_to_thread(author=author, thread=thread, body=body, token="t")

    assert (again.position, again.body) == (3, body)
    sent = {"author": author, "thread": thread, "body": body, "token": "t"}
    assert reply_to_thread(**sent) == again


def test_reply_to_thread_answers_a_repeated_form_also_when_the_thread_is_locked_since():
    thread, author = thread_of(1), member()
    first = reply_to_thread(author=author, thread=thread, body="Once", token="t")
    Thread.objects.filter(pk=thread.pk).update(
        locked_at=clock.now(), locked_by=moderator()
    )

    assert (
        reply_to_thread(author=author, thread=thread, body="Once", token="t") == first
    )


@pytest.mark.parametrize(
    ("actor", "fields"),
    [
        (member, {"locked": True}),
        (suspended, {}),
        (member, {"hidden": True}),
        (organiser, {"hidden": True}),
    ],
)
def test_reply_to_thread_refuses_and_writes_nothing(actor, fields):
    thread = ThreadFactory(**fields)

    with pytest.raises(PermissionDenied):
        reply_to_thread(author=actor(), thread=thread, body="Too late", token="t")

    assert not Post.objects.exists()
    assert not Event.objects.exists()
    assert Thread.objects.get(pk=thread.pk).version == 1


@pytest.mark.parametrize("actor", [expired, new_person])
def test_reply_to_thread_refuses_who_may_not_read_the_category(actor):
    thread = thread_of(1, category=members_category())

    with pytest.raises(PermissionDenied, match="not open to you"):
        reply_to_thread(author=actor(), thread=thread, body="Let me in")

    assert facts(thread)[:2] == (0, 1)


def test_reply_to_thread_trusts_the_database_not_the_stale_object_it_was_given():
    stale = ThreadFactory()
    Thread.objects.update(locked_at=clock.now(), locked_by=moderator())

    with pytest.raises(PermissionDenied, match="locked"):
        reply_to_thread(author=member(), thread=stale, body="Too late")

    assert not Post.objects.exists()


def test_reply_to_thread_refuses_a_window_that_has_just_ended():
    author = member()
    thread = thread_of(1, category=members_category())
    ends_at = author.grants.get().ends_at

    with clock.at(ends_at - timedelta(seconds=1)):
        reply_to_thread(author=author, thread=thread, body="In time")
    with clock.at(ends_at), pytest.raises(PermissionDenied):
        reply_to_thread(author=author, thread=thread, body="Too late")

    assert facts(thread)[:2] == (1, 2)


def test_reply_to_thread_holds_the_first_post_of_a_new_person():
    thread = thread_of(1, author=member())
    before = facts(thread)

    post = reply_to_thread(author=new_person(), thread=thread, body="Hello")

    assert post.is_held
    assert post.position is None
    assert facts(thread) == before
    assert notified() == []


def test_reply_to_thread_holds_all_of_a_new_person_while_the_first_waits():
    thread, author = thread_of(1), new_person()
    reply_to_thread(author=author, thread=thread, body="Hello")

    again = reply_to_thread(author=author, thread=thread, body="Hello?")
    elsewhere = reply_to_thread(author=author, thread=thread_of(1), body="Hello there")

    assert (again.is_held, elsewhere.is_held) == (True, True)
    assert Post.objects.own(author).waiting().count() == 3
    assert notified() == []


def test_reply_to_thread_bounds_what_waits_by_the_rate_of_new_people():
    author = new_person()
    for number in range(POSTING_NEW[0]):
        reply_to_thread(author=author, thread=thread_of(1), body=f"Number {number}")

    with pytest.raises(TooFast):
        reply_to_thread(author=author, thread=thread_of(1), body="One more")

    assert Post.objects.own(author).count() == POSTING_NEW[0]


def test_reply_to_thread_lets_a_new_person_go_on_once_one_post_is_out():
    thread, author = thread_of(1), new_person()
    PostFactory(thread=thread, author=author, position=2)
    Thread.objects.update(last_position=2)

    post = reply_to_thread(author=author, thread=thread, body="Again")

    assert post.position == 3


def test_reply_to_thread_limits_a_new_person_and_says_when_to_come_back():
    thread, author = thread_of(1), new_person()
    PostFactory(thread=thread, author=author, position=2)
    Thread.objects.update(last_position=2)
    with clock.at(clock.now()):
        for number in range(POSTING_NEW[0]):
            reply_to_thread(author=author, thread=thread, body=f"More, {number}")

        with pytest.raises(TooFast) as limit:
            reply_to_thread(author=author, thread=thread, body="One too many")

        assert clock.now() < limit.value.retry_at
    assert Post.objects.own(author).count() == 1 + POSTING_NEW[0]


def test_edit_post_keeps_the_earlier_text():
    post = PostFactory(author=member(), body="As it was")

    edited = edit_post(author=post.author, post=post, body="As it *is*", revision=1)

    assert edited.body_html == rich("<p>As it <em>is</em></p>")
    assert (edited.revision, edited.edited_at is not None) == (2, True)
    kept = PostRevision.objects.values_list("number", "body", "written_at")
    assert list(kept) == [(1, "As it was", post.created_at)]


def test_edit_post_raises_the_version_of_the_thread():
    post = PostFactory(author=member())

    edit_post(author=post.author, post=post, body="New", revision=1)

    assert Thread.objects.get(pk=post.thread_id).version == 2


def test_edit_post_with_the_same_text_writes_nothing():
    post = PostFactory(author=member(), body="Same")

    same = edit_post(author=post.author, post=post, body="Same", revision=1)

    assert (same.revision, same.edited_at) == (1, None)
    assert not PostRevision.objects.exists()
    assert Thread.objects.get(pk=post.thread_id).version == 1


def test_edit_post_overwrites_nothing_that_came_meanwhile():
    post = PostFactory(author=member(), body="One")
    edit_post(author=post.author, post=post, body="Two", revision=1)

    with pytest.raises(Changed) as change:
        edit_post(author=post.author, post=post, body="Three", revision=1)

    assert (change.value.theirs, change.value.yours) == ("Two", "Three")
    post.refresh_from_db()
    assert (post.body, post.revision) == ("Two", 2)


def test_edit_post_tells_only_the_newly_mentioned():
    ana, ben = member(handle="ana"), member(handle="ben")
    thread = thread_of(1)
    post = reply_to_thread(author=member(), thread=thread, body="@ana")

    edit_post(author=post.author, post=post, body="@ana and @ben", revision=1)

    mentioned = [who for who, verb in notified() if verb == "forum.mentioned"]
    assert mentioned == [ana.pk, ben.pk]


def test_edit_post_is_open_to_an_author_whose_window_is_closed():
    post = PostFactory(thread__category=members_category(), author=expired())

    edited = edit_post(author=post.author, post=post, body="Mine", revision=1)

    assert edited.body == "Mine"


@pytest.mark.parametrize("actor", [member, moderator, organiser])
def test_edit_post_refuses_everyone_else(actor):
    post = PostFactory(body="Hers")

    with pytest.raises(PermissionDenied):
        edit_post(author=actor(), post=post, body="Mine", revision=1)

    post.refresh_from_db()
    assert post.body == "Hers"
    assert not PostRevision.objects.exists()


def test_delete_post_leaves_its_place():
    thread = thread_of(3)
    second, third = thread.posts.order_by("position")[1:]

    delete_post(author=third.author, post=third)

    assert facts(thread) == (1, 3, second.created_at, second.author_id)
    assert Post.objects.places(thread).count() == 3


def test_undelete_post_brings_it_back_into_its_place():
    thread = thread_of(2)
    before = facts(thread)
    post = thread.posts.get(position=2)
    delete_post(author=post.author, post=post)

    back = undelete_post(author=post.author, post=post)

    assert (back.position, back.deleted_at) == (2, None)
    assert facts(thread) == before


def test_a_deleted_place_is_not_given_again():
    thread = thread_of(2)
    post = thread.posts.get(position=2)
    delete_post(author=post.author, post=post)

    assert reply_to_thread(author=member(), thread=thread, body="Next").position == 3


def test_delete_post_refuses_everyone_else():
    post = PostFactory()

    with pytest.raises(PermissionDenied):
        delete_post(author=moderator(), post=post)

    post.refresh_from_db()
    assert post.deleted_at is None


def test_hide_post_leaves_a_tombstone_and_restore_post_takes_it_away():
    thread, judge = thread_of(2), moderator()
    before = facts(thread)
    post = thread.posts.get(position=2)

    hidden = hide_post(moderator=judge, post=post, reason="Rule 4")
    assert (hidden.hidden_by, hidden.hidden_reason) == (judge, "Rule 4")
    assert facts(thread)[:2] == (0, 2)

    restore_post(moderator=judge, post=post)
    assert facts(thread) == before


def test_hide_post_refuses_whoever_is_no_moderator():
    post = PostFactory()

    with pytest.raises(PermissionDenied):
        hide_post(moderator=member(), post=post, reason="I do not like it")

    post.refresh_from_db()
    assert post.hidden_at is None


def test_correct_post_joins_nothing_to_a_text_that_it_has_not_read():
    long_ago = clock.now() - timedelta(days=2)
    read = PostFactory(author=member(), body="As it was", created_at=long_ago)
    correct_post(author=read.author, post=read, words="Eleven.", revision=1)

    with pytest.raises(Changed):
        correct_post(author=read.author, post=read, words="Twelve.", revision=2)

    post = Post.objects.get()
    assert (post.revision, post.parts[::2]) == (2, ["As it was", "Eleven."])


def test_a_correction_reads_well_in_the_history_and_in_an_export():
    long_ago = clock.now() - timedelta(days=2)
    post = PostFactory(author=member(), body="```\nopen", created_at=long_ago)
    correct_post(author=post.author, post=post, words="- twelve", revision=1)

    files = {file.path: file.content.decode() for file in words_of(post.author)}

    day = f"{clock.now():%-d %B %Y}"
    body = f"```\nopen\n\n---\n\n**Correction of {day}.** - twelve"
    post.refresh_from_db()
    assert post.body == body
    assert PostRevision.objects.get().body == "```\nopen"
    assert json.dumps(body) in files["forum/posts-001.json"]
    exported = files[f"forum/posts/{post.pk:08}.md"]
    assert "```\nopen\n```\n" in exported
    assert f"**Correction of {day}.** \n\n- twelve" in exported
