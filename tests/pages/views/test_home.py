import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.models import Grant
from access.services import grants
from accounts.services.people import rename
from core import clock
from core.vocabularies import Path
from forum.enums import TeaserStyle
from forum.services.holding import release_post
from forum.services.posts import reply_to_thread
from forum.services.threads import rename_thread, start_thread
from stories.services.stories import publish_story, save_draft, withdraw_story
from tests.factories import access
from tests.factories.forum import CategoryFactory, members_category, thread_of

pytestmark = pytest.mark.django_db


def thread_in(category, title="A plain thread", author=None):
    return start_thread(
        author=author or access.member(), category=category, title=title, body="Text."
    )


def story_by(author, sentence="A plain sentence"):
    answers = {
        "from_role": "devops",
        "to_role": "mlops",
        "ending": "stopped",
        "months": 5,
        "sentence": sentence,
    }
    return publish_story(
        author=author, story=save_draft(author=author, answers=answers)
    )


def queries_of(client):
    for cache in caches.all():
        cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get("/")
    assert response.status_code == 200
    return len(queries)


def test_index_tells_a_visitor_what_this_is(client):
    page = client.get("/").content.decode()

    assert "Which way from here?" in page
    assert "No thread yet." in page
    assert "Your line" not in page


@pytest.mark.parametrize(
    ("gate", "sentence"),
    [
        ("open", "An account is free"),
        ("approval", "Anyone may ask for an account"),
        ("invitation", "One joins by invitation"),
        ("cohort_only", "Accounts are for members of a cohort"),
    ],
)
def test_index_says_how_one_joins(client, settings, gate, sentence):
    settings.GATE_MODE = gate

    assert sentence in client.get("/").content.decode()


def test_index_shows_threads_stories_and_topics(client):
    author = access.member()
    thread = thread_in(CategoryFactory(name="Golden paths", path=Path.PLATFORM))
    story = story_by(author)

    page = client.get("/").content.decode()

    assert thread.get_absolute_url() in page
    assert story.get_absolute_url() in page
    assert "Golden paths" in page
    assert "1 thread" in page


def test_index_keeps_closed_rooms_out_of_rows_and_counts(client):
    room = members_category(name="Back room", teaser_style=TeaserStyle.TITLE)
    thread_in(room, title="A closed matter")
    reader = access.member()

    seen_by_visitor = client.get("/").content.decode()
    client.force_login(reader)
    seen_by_member = client.get("/").content.decode()

    assert "A closed matter" not in seen_by_visitor
    assert "Back room" not in seen_by_visitor
    assert "A closed matter" in seen_by_member
    assert "Back room" in seen_by_member


def test_index_costs_a_member_nine_queries_however_much_there_is(client):
    """With nothing cached; a page whose lists have not changed costs six."""
    reader = access.member()
    client.force_login(reader)
    category = CategoryFactory()
    thread_in(category)
    story_by(access.member())
    client.get("/")
    few = queries_of(client)

    for number in range(6):
        thread_in(category, title=f"Another thread {number}")
        story_by(access.member(), sentence=f"Another sentence {number}")

    assert (few, queries_of(client)) == (9, 9)
    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    assert len(asked) == 6


def test_index_costs_a_member_six_queries_when_it_is_kept(client):
    reader = access.member()
    client.force_login(reader)
    thread_in(CategoryFactory())
    story_by(reader)
    client.get("/")

    with CaptureQueriesContext(connection) as queries:
        client.get("/")

    assert len(queries) == 6


def test_index_never_shows_a_member_a_stale_page(client):
    author, reader = access.member(), access.member()
    thread = thread_in(CategoryFactory(), title="The first title", author=author)
    client.force_login(reader)
    assert "The first title" in client.get("/").content.decode()

    rename_thread(actor=author, thread=thread, title="The second title")
    assert "The second title" in client.get("/").content.decode()

    rename(person=author, display_name="Another Name")
    assert "Another Name" in client.get("/").content.decode()

    assert "No story of yours is out." in client.get("/").content.decode()
    story = story_by(reader)
    page = client.get("/").content.decode()
    assert page.count(story.get_absolute_url()) == 2

    withdraw_story(author=reader, story=story)
    assert story.get_absolute_url() not in client.get("/").content.decode()


def test_index_shows_each_reader_their_own_line_and_zone(client):
    first, second = (
        access.member(zone="Asia/Tokyo"),
        access.member(zone="America/Toronto"),
    )
    thread_in(CategoryFactory(), author=first)
    story = story_by(first)
    client.force_login(first)
    seen_by_first = client.get("/").content.decode()
    client.force_login(second)
    seen_by_second = client.get("/").content.decode()

    assert (
        seen_by_first.count(story.get_absolute_url()),
        seen_by_second.count(story.get_absolute_url()),
    ) == (2, 1)
    assert "(UTC+9)" in seen_by_first
    assert "(UTC+9)" not in seen_by_second


def test_index_costs_a_visitor_two_queries_when_it_is_kept(client):
    thread_in(CategoryFactory())
    client.get("/")

    with CaptureQueriesContext(connection) as queries:
        client.get("/")

    assert len(queries) == 2


def test_index_never_shows_a_visitor_a_stale_page(client):
    author = access.member()
    thread = thread_in(CategoryFactory(), title="The first title", author=author)
    story = story_by(author, sentence="The first sentence")
    assert "The first title" in client.get("/").content.decode()

    rename_thread(actor=author, thread=thread, title="The second title")
    assert "The second title" in client.get("/").content.decode()

    reply_to_thread(author=access.member(), thread=thread, body="A reply.")
    assert "<b>1</b> reply" in client.get("/").content.decode()

    type(story).objects.filter(pk=story.pk).update(sentence="Another", version=9)
    assert "Another" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (31, ""),
        (30, "in 30 days"),
        (7, "in 7 days"),
        (1, "tomorrow"),
        (0, "today, at the end of the day"),
    ],
)
def test_index_tells_when_a_window_ends_soon(client, days, words):
    person = access.member(zone="Europe/Amsterdam")
    now = clock.now().replace(hour=12)
    ends = (now + timedelta(days=days + 1)).replace(hour=0, minute=0, second=0)
    Grant.objects.update(ends_at=ends.replace(microsecond=0))
    client.force_login(person)

    with clock.at(now):
        page = client.get("/").content.decode()

    assert ("Your window closes" in page) == bool(words)
    assert words in page


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (access.new_person, "Your first post is read by a person"),
        (access.expired, "Your window is closed."),
        (access.suspended, "You can read but not write until"),
        (access.member, "No story of yours is out."),
    ],
)
def test_index_says_where_a_person_stands(client, make, sentence):
    client.force_login(make())

    assert sentence in client.get("/").content.decode()


def test_index_speaks_of_a_first_post_until_one_is_out(client):
    author, first = access.new_person(), "Your first post is read by a person"
    client.force_login(author)
    held = reply_to_thread(author=author, thread=thread_of(1), body="Hello")
    waits = client.get("/").content.decode()
    release_post(moderator=access.moderator(), post=held)
    out = client.get("/").content.decode()

    assert ("A post of yours waits" in waits, first in waits) == (True, False)
    assert ("A post of yours waits" in out, first in out) == (False, False)


def test_index_tells_a_paused_window_from_a_closed_one(client):
    person = access.member()
    grants.pause(
        organiser=access.organiser(),
        person=person,
        circle=access.community(),
        reason="A year away",
    )
    client.force_login(person)

    page = client.get("/").content.decode()

    assert "Your window is paused." in page
    assert "Your window is closed." not in page


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (access.expired, "Your window is closed. It opens again on "),
        (access.new_person, "Your window opens on "),
    ],
)
def test_index_names_the_day_on_which_a_window_opens(client, make, words):
    opens_at = datetime(2126, 9, 18, tzinfo=UTC)
    person = make()
    access.GrantFactory(person=person, starts_at=opens_at, ends_at=None, zone="UTC")
    client.force_login(person)

    page = re.sub(r"<[^>]+>", "", client.get("/").content.decode())
    page = " ".join(page.split())

    assert f"{words}Wednesday 18 September 2126" in page


def test_index_shows_ones_own_line(client):
    person = access.member()
    story = story_by(person)
    client.force_login(person)

    page = client.get("/").content.decode()

    assert page.count(story.get_absolute_url()) == 2
    assert "No story of yours is out." not in page


def test_the_front_page_offers_no_form_that_cannot_be_sent(client):
    story_by(access.member())
    client.force_login(access.suspended())

    page = client.get("/").content.decode()

    assert "/stories/new/" not in page
    assert "You can read but not write until" in page


def test_a_visitor_is_told_the_zone_of_what_they_read(client):
    assert "Times in UTC" in client.get("/").content.decode()

    client.force_login(access.member())
    assert "Times in" not in client.get("/").content.decode()
