"""A text that found no worker is rendered by the job, with all that follows, once."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from core import clock
from forum.enums import Verb
from forum.models import Post, PostRevision
from forum.services.holding import release_post
from forum.services.moderating import (
    hide_post,
    hide_thread,
    restore_post,
    restore_thread,
)
from forum.services.posts import delete_post, edit_post, reply_to_thread, undelete_post
from forum.services.purging import purge_deleted_posts
from forum.services.rendering import render_late_posts, rerender_stale_posts
from forum.services.threads import start_thread
from notifications.models import Notice
from outbox.models import Mail
from outbox.services.sending import send_due_mail
from richtext import rendering
from richtext.rendering import UNRENDERED
from stories.services.publishing import publish_story
from tests.busy import no_worker
from tests.factories.access import member, moderator
from tests.factories.accounts import new_person
from tests.factories.forum import CategoryFactory, PostFactory, thread_of
from tests.factories.stories import StoryFactory
from tests.jobs import run_jobs
from tests.racing import Racer, race
from tests.richtext.parsing import rich, shown

pytestmark = pytest.mark.django_db(transaction=True)

BODY = "*Hi* @ana"
LATE = "<p>*Hi* @ana</p>"
RENDERED = "<p><em>Hi</em> @ana</p>"


@pytest.fixture
def ana():
    return member(handle="ana")


def late_reply(thread=None, *, author=None, body=BODY):
    with no_worker():
        return reply_to_thread(
            author=author or member(), thread=thread or thread_of(1), body=body
        )


def named():
    """Who was told that a post names them."""
    run_jobs()
    mentioned = Notice.objects.filter(verb=Verb.MENTIONED)
    return list(mentioned.order_by("pk").values_list("recipient__handle", flat=True))


def state(post):
    post.refresh_from_db()
    handles = post.mentions.order_by("handle").values_list("handle", flat=True)
    return shown(post.body_html), post.body_html_version, list(handles)


def test_a_reply_is_rendered_and_tells_whom_it_names_as_in_time(ana):
    thread = thread_of(1)
    post = late_reply(thread)
    assert state(post) == (LATE, UNRENDERED, [])
    assert named() == []
    version = post.thread.version

    assert render_late_posts() == 1

    assert state(post) == (RENDERED, rendering.VERSION, ["ana"])
    assert named() == ["ana"]
    replied = Notice.objects.get(verb=Verb.REPLIED)
    assert replied.recipient == thread.author
    thread.refresh_from_db()
    assert thread.version == version + 1
    assert Mail.objects.filter(kind="forum_mentioned").count() == 1
    with clock.at(clock.now() + timedelta(minutes=11)):
        send_due_mail()
    assert all("Hi @ana" in mail.text for mail in Mail.objects.all())


def test_what_was_rendered_late_is_done_once(ana):
    late_reply()

    assert [render_late_posts(), render_late_posts()] == [1, 0]

    assert named() == ["ana"]
    assert Notice.objects.count() == 2
    assert Mail.objects.count() == 2


def test_the_author_of_a_thread_who_is_named_late_has_one_notice(ana):
    late_reply(thread_of(1, author=ana))
    run_jobs()
    assert Notice.objects.get().verb == Verb.REPLIED

    render_late_posts()

    assert named() == ["ana"]
    assert Notice.objects.count() == 1


def test_an_opening_post_tells_whom_it_names(ana):
    with no_worker():
        thread = start_thread(
            author=member(),
            category=CategoryFactory(),
            title="Late words",
            body=BODY,
        )

    render_late_posts()

    assert state(thread.posts.get()) == (RENDERED, rendering.VERSION, ["ana"])
    assert named() == ["ana"]


def test_the_opening_of_a_storys_thread_is_rendered_late(ana):
    story = StoryFactory(author=member(), published_at=None)
    with no_worker():
        publish_story(author=story.author, story=story)
    post = Post.objects.get(thread__story=story)
    assert post.body_html_version == UNRENDERED

    render_late_posts()

    post.refresh_from_db()
    assert post.body_html_version == rendering.VERSION
    assert "<a href=" in shown(post.body_html)


def test_an_edit_tells_only_whom_it_newly_names(ana):
    author, bob = member(), member(handle="bob")
    post = reply_to_thread(author=author, thread=thread_of(1), body=BODY)
    assert named() == ["ana"]

    with no_worker():
        edit_post(author=author, post=post, body=f"{BODY} @bob", revision=1)
    assert state(post)[1:] == (UNRENDERED, ["ana"])
    render_late_posts()

    assert state(post)[1:] == (rendering.VERSION, ["ana", "bob"])
    assert named() == ["ana", bob.handle]


def test_an_edit_in_time_takes_the_place_of_a_late_text(ana):
    author = member()
    post = late_reply(author=author)

    edit_post(author=author, post=post, body="Never *mind*", revision=1)

    assert render_late_posts() == 0
    assert named() == []
    assert state(post) == ("<p>Never <em>mind</em></p>", rendering.VERSION, [])


def test_a_held_post_tells_nobody_before_it_is_out(ana):
    post = late_reply(author=new_person())
    assert post.is_held

    assert render_late_posts() == 1
    assert state(post) == (RENDERED, rendering.VERSION, [])
    assert named() == []

    release_post(moderator=moderator(), post=post)
    assert state(post) == (RENDERED, rendering.VERSION, ["ana"])
    assert named() == ["ana"]
    assert render_late_posts() == 0


@pytest.mark.parametrize("was_late", [True, False])
def test_a_post_that_is_released_late_tells_whom_it_names_later(ana, was_late):
    thread, author = thread_of(1), new_person()
    if was_late:
        post = late_reply(thread, author=author)
    else:
        post = reply_to_thread(author=author, thread=thread, body=BODY)

    with no_worker():
        release_post(moderator=moderator(), post=post)
    assert named() == []
    assert state(post)[1:] == (UNRENDERED, [])

    render_late_posts()
    assert state(post) == (RENDERED, rendering.VERSION, ["ana"])
    assert named() == ["ana"]


def deleted(post):
    delete_post(author=post.author, post=post)
    return partial(undelete_post, author=post.author, post=post)


def hidden(post):
    judge = moderator()
    hide_post(moderator=judge, post=post, reason="Rule 4")
    return partial(restore_post, moderator=judge, post=post)


def in_a_hidden_thread(post):
    judge = moderator()
    hide_thread(moderator=judge, thread=post.thread, reason="Rule 4")
    return partial(restore_thread, moderator=judge, thread=post.thread)


@pytest.mark.parametrize("take_away", [deleted, hidden, in_a_hidden_thread])
def test_a_post_that_was_taken_away_tells_nobody_until_it_is_back(ana, take_away):
    post = late_reply()
    bring_back = take_away(post)

    assert render_late_posts() == 0
    assert state(post) == (LATE, UNRENDERED, [])
    assert named() == []

    bring_back()
    assert render_late_posts() == 1
    assert state(post) == (RENDERED, rendering.VERSION, ["ana"])
    assert named() == ["ana"]


@pytest.mark.parametrize("take_away", [deleted, hidden, in_a_hidden_thread])
def test_a_post_that_is_taken_away_while_it_is_rendered_tells_nobody(ana, take_away):
    """The job has read and rendered it, and waits for the thread."""
    post, outcomes = late_reply(), []
    with transaction.atomic():
        job = Racer(render_late_posts, outcomes)
        take_away(post)
        job.start()
        job.wait_until_blocked()
    job.join()

    assert [error for error in outcomes if isinstance(error, Exception)] == []
    assert state(post) == (LATE, UNRENDERED, [])
    assert named() == []


def test_a_purged_post_is_left_alone(ana):
    post = late_reply()
    deleted(post)
    Post.objects.update(deleted_at=post.created_at.replace(year=2000))
    purge_deleted_posts()

    assert render_late_posts() == 0
    assert state(post) == ("", UNRENDERED, [])


def test_the_same_late_post_rendered_twice_at_once_tells_once(ana):
    posts = [late_reply() for _ in range(3)]

    outcomes = race(*[render_late_posts] * 4)

    assert [error for error in outcomes if isinstance(error, Exception)] == []
    assert [state(post) for post in posts] == (
        [(RENDERED, rendering.VERSION, ["ana"])] * 3
    )
    assert named() == ["ana"] * 3
    assert Mail.objects.filter(kind="forum_mentioned").count() == 3


def test_a_job_and_an_edit_at_once_tell_each_once(ana):
    member(handle="bob")
    author = member()
    post = late_reply(author=author)

    outcomes = race(
        render_late_posts,
        partial(edit_post, author=author, post=post, body="*Hi* @bob", revision=1),
        render_late_posts,
    )

    assert [error for error in outcomes if isinstance(error, Exception)] == []
    assert state(post) == ("<p><em>Hi</em> @bob</p>", rendering.VERSION, ["bob"])
    assert sorted(named()) in (["ana", "bob"], ["bob"])
    assert PostRevision.objects.count() == 1


def test_a_job_and_a_release_at_once_tell_once(ana):
    post, judge = late_reply(author=new_person()), moderator()

    outcomes = race(
        render_late_posts,
        partial(release_post, moderator=judge, post=post),
        render_late_posts,
    )

    assert [no for no in outcomes if isinstance(no, Exception)] == []
    assert state(post) == (RENDERED, rendering.VERSION, ["ana"])
    assert named() == ["ana"]


def test_a_newer_renderer_tells_nobody_whom_it_finds(ana):
    post = PostFactory(body=BODY, body_html=rich("old"), body_html_version=1)

    assert rerender_stale_posts(limit=9)[0] == 1

    assert state(post) == (RENDERED, rendering.VERSION, ["ana"])
    assert named() == []


def test_nothing_is_stored_where_no_worker_is_to_be_had_even_then(ana):
    post = late_reply()

    with no_worker():
        render_late_posts()

    assert state(post) == (LATE, UNRENDERED, [])
    assert named() == []


def test_late_texts_come_before_old_ones(ana, monkeypatch):
    monkeypatch.setattr("forum.services.rendering.LATE", 2)
    old = [PostFactory(body="*Old*", body_html_version=1) for _ in range(3)]
    late = late_reply()

    assert render_late_posts() == 2

    assert state(late)[1] == rendering.VERSION
    assert [state(post)[1] for post in old] == [rendering.VERSION, 1, 1]
