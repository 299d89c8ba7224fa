"""Who blocks somebody does not meet them, at any door that lists or tells."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access.access import Access
from access.enums import RoleKind
from core import clock
from forum.models import Post, Thread
from forum.services.moderating import hide_post
from forum.services.posts import edit_post, reply_to_thread
from moderation.models import Case
from moderation.services.flags import flag_thing
from notifications.models import Notice
from outbox.models import Mail
from outbox.services.sending import send_due_mail
from stories.models import Story
from tests.factories.access import RoleFactory, member, moderator
from tests.factories.accounts import BlockFactory
from tests.factories.forum import CategoryFactory, PostFactory, thread_of
from tests.factories.stories import StoryFactory
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db

TITLE, SENTENCE = "A thread by Walter", "A story told by Walter"
# Each page that lists what people wrote, and what of Walter's it shows.
LISTS = {
    "/": {TITLE, SENTENCE, "Walter Wren"},
    "/forum/": {TITLE, "Walter Wren"},
    "/c/talk/": {TITLE, "Walter Wren"},
    "/u/walter/": {TITLE, SENTENCE},
    "/stories/": {SENTENCE},
    "/search/?q=walter": {TITLE, SENTENCE, "Walter Wren"},
    "/search/?q=walter&in=threads": {TITLE, "Walter Wren"},
    "/search/?q=walter&in=posts": {TITLE, "Walter Wren"},
    "/search/?q=walter&in=stories": {SENTENCE, "Walter Wren"},
    "/search/?q=answering": {TITLE},
}


@pytest.fixture
def walter():
    """He started a thread, wrote last in another, and told a story."""
    walter = member(handle="walter", display_name="Walter Wren")
    thread = thread_of(
        1, author=walter, title=TITLE, category=CategoryFactory(slug="talk")
    )
    reply_to_thread(author=walter, thread=thread, body="Said by Walter himself")
    reply_to_thread(author=member(), thread=thread, body="Somebody answering")
    where = thread.category
    other = thread_of(1, category=where, title="A thread by somebody else")
    reply_to_thread(author=walter, thread=other, body="Walter comes last")
    StoryFactory(author=walter, sentence=SENTENCE)
    return walter


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def shown(client):
    """Page by page, what of Walter's it shows."""
    found = {}
    for url, words in LISTS.items():
        page = client.get(url).content.decode()
        found[url] = {word for word in words if word in page}
    return found


NOTHING = {url: set() for url in LISTS}


def test_every_list_leaves_out_who_is_blocked_for_the_one_who_did(walter):
    reader = member()
    BlockFactory(person=reader, blocked=walter)

    assert shown(browser(member())) == LISTS
    assert shown(browser(reader)) == NOTHING
    # Nothing was kept for one reader that another is then shown.
    assert shown(browser(member())) == LISTS


def test_every_list_is_as_ever_for_who_is_blocked(walter):
    BlockFactory(blocked=walter)

    assert shown(browser(walter)) == LISTS


@pytest.mark.parametrize("kind", [RoleKind.MODERATOR, RoleKind.ORGANISER])
def test_every_list_shows_who_keeps_order_to_everybody(walter, kind):
    reader = member()
    BlockFactory(person=reader, blocked=walter)
    RoleFactory(person=walter, kind=kind)

    assert shown(browser(reader)) == LISTS


def test_a_block_costs_a_list_no_question(walter):
    reader = member()
    client = browser(reader)

    def asked():
        counts = {}
        for url in LISTS:
            caches["pages"].clear()
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            counts[url] = len(queries)
        return counts

    before = asked()
    BlockFactory(person=reader)

    assert asked() == before


def test_every_list_leaves_out_whom_a_moderator_has_blocked(walter):
    reader = moderator()
    BlockFactory(person=reader, blocked=walter)

    assert shown(browser(reader)) == NOTHING


def test_the_work_of_a_moderator_does_not_ask_for_their_blocks(walter):
    judge = moderator()
    BlockFactory(person=judge, blocked=walter)
    post = Post.objects.filter(author=walter).latest("pk")
    reader = member()
    BlockFactory(person=reader, blocked=walter)
    flag_thing(reporter=reader, kind="post", pk=post.pk, reason="spam")
    client, case = browser(judge), Case.objects.get()

    queue = client.get("/moderation/").content.decode()
    page = client.get(f"/moderation/cases/{case.pk}/").content.decode()

    assert "Post 2 in “A thread by somebody else”" in queue
    assert "Walter comes last" in page
    hide_post(moderator=judge, post=post, reason="Rule 4")

    post.refresh_from_db()
    assert post.is_hidden


def test_what_is_opened_by_its_address_can_be_read(walter):
    reader = member()
    BlockFactory(person=reader, blocked=walter)
    client = browser(reader)
    thread = Thread.objects.get(title=TITLE)
    story = Story.objects.get(sentence=SENTENCE)

    assert client.get(thread.get_absolute_url()).status_code == 200
    assert client.get(story.get_absolute_url()).status_code == 200
    assert client.get(f"/t/{thread.pk}/p/2/").status_code == 302
    reply_to_thread(author=reader, thread=thread, body="Said all the same")


def test_posts_and_threads_of_who_is_blocked_are_not_shown_and_can_be_opened():
    walter, reader = member(), member()
    thread = thread_of(1, author=walter)
    said, answer = thread.posts.get(), PostFactory(thread=thread)
    BlockFactory(person=reader, blocked=walter)
    access = Access.of(reader)

    assert list(Thread.objects.visible_to(access)) == []
    assert list(Thread.objects.openable_by(access)) == [thread]
    # An answer of somebody else is theirs.
    assert list(Post.objects.visible_to(access)) == [answer]
    assert set(Post.objects.openable_by(access)) == {said, answer}


def notices_of(person):
    return Notice.objects.filter(recipient=person)


def test_who_is_blocked_tells_the_one_who_did_of_nothing():
    walter, reader = member(), member(handle="reader")
    BlockFactory(person=reader, blocked=walter)
    thread = thread_of(1, author=reader)

    reply_to_thread(author=walter, thread=thread, body="A reply")
    post = reply_to_thread(author=walter, thread=thread_of(1), body="Soon")
    edit_post(author=walter, post=post, body="Now @reader", revision=1)
    run_jobs()

    assert not notices_of(reader).exists()
    assert not Mail.objects.filter(to=reader.email).exists()


def test_the_one_who_blocked_still_tells_who_is_blocked():
    walter, reader = member(handle="walter"), member()
    BlockFactory(person=reader, blocked=walter)

    reply_to_thread(author=reader, thread=thread_of(1), body="@walter, really?")
    run_jobs()

    assert notices_of(walter).count() == 1


def test_a_moderator_who_is_blocked_tells_as_ever():
    hana, reader = moderator(), member()
    BlockFactory(person=reader, blocked=hana)

    reply_to_thread(author=hana, thread=thread_of(1, author=reader), body="A word")
    run_jobs()

    assert notices_of(reader).count() == 1


def test_what_was_told_before_the_block_is_neither_shown_nor_mailed():
    walter, reader = member(display_name="Walter Wren"), member()
    thread = thread_of(1, author=reader)
    reply_to_thread(author=walter, thread=thread, body="A reply")
    run_jobs()
    block = BlockFactory(person=reader, blocked=walter)
    client = browser(reader)

    page = client.get("/me/notices/")
    with clock.at(clock.now() + timedelta(hours=1)):
        send_due_mail()

    assert "Walter Wren" not in page.content.decode()
    assert page.context["unread_notices"] == 0
    assert not Mail.objects.filter(sent_at__isnull=False).exists()
    # It was put away, not thrown away.
    block.delete()
    assert "Walter Wren" in client.get("/me/notices/").content.decode()


def test_a_preview_does_not_tell_who_is_blocked(walter):
    reader = member(handle="reader")
    BlockFactory(person=reader, blocked=walter)

    page = browser(walter).post("/t/preview/?category=talk", {"body": "Hi @reader"})

    assert page.status_code == 200
    assert "told" not in page.content.decode()
