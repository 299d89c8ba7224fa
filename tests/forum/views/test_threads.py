import unicodedata
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import clock
from core.limits import EDITING, POSTING_NEW, TITLE_MAX
from core.throttling import hit
from forum.enums import TeaserStyle
from forum.models import Post, Thread
from forum.services.holding import refuse_post, release_post
from forum.services.moderating import hide_post
from forum.services.posts import delete_post, reply_to_thread
from forum.services.threads import start_thread
from moderation.services import decisions
from moderation.services.decisions import Decision
from moderation.services.flags import flag_thing
from notifications.models import Notice
from tests.factories.access import (
    GrantFactory,
    RestrictionFactory,
    expired,
    member,
    moderator,
    organiser,
    suspended,
)
from tests.factories.accounts import new_person
from tests.factories.forum import (
    CategoryFactory,
    PostFactory,
    ThreadFactory,
    members_category,
    thread_of,
)
from tests.factories.notifications import NoticeFactory
from tests.jobs import run_jobs
from tests.richtext.parsing import rich

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def form(category, **fields):
    words = {"category": category.slug, "title": "Which way?", "body": "Tell me."}
    return words | fields


def test_detail_shows_twenty_places_a_page_and_its_neighbours(client):
    thread = thread_of(45)

    response = client.get(thread.url_of_page(2))

    page = text(response)
    assert response.status_code == 200
    assert [f'id="p{n}"' in page for n in (20, 21, 40, 41)] == [
        False,
        True,
        True,
        False,
    ]
    assert "Page 2 of 3" in page
    assert f'<link rel="prev" href="/t/{thread.pk}/{thread.slug}/">' in page
    assert f'<link rel="next" href="/t/{thread.pk}/{thread.slug}/?page=3">' in page


@pytest.mark.parametrize(
    "page", ["0", "-1", "3", "1" + "0" * 30, "٢", "2\x00", "two", "1.0", " 2", "+2"]
)
def test_detail_of_a_page_that_is_none_is_not_found(client, page):
    thread = thread_of(21)

    response = client.get(thread.get_absolute_url(), {"page": page})

    assert response.status_code == 404


@pytest.mark.parametrize("pk", ["9" * 20, "9" * 400, "٣", "0"])
def test_detail_of_a_number_that_is_none_is_not_found(client, pk):
    assert client.get(f"/t/{pk}/title/").status_code == 404


def test_detail_with_another_slug_leads_to_the_right_one(client):
    thread = thread_of(21, title="The right words")

    response = client.get(f"/t/{thread.pk}/the-wrong-words/?page=2")

    assert response.status_code == 301
    assert response["Location"] == f"/t/{thread.pk}/the-right-words/?page=2"


def test_short_leads_to_the_address_with_words(client):
    thread = thread_of(1, title="The right words")

    response = client.get(f"/t/{thread.pk}/")

    assert response.status_code == 301
    assert response["Location"] == f"/t/{thread.pk}/the-right-words/"


@pytest.mark.parametrize("page", ["", "?page=2"])
def test_a_title_without_letters_has_an_address_without_words(client, page):
    thread = thread_of(21, title="🤔🤔🤔🤔🤔")

    assert thread.get_absolute_url() == f"/t/{thread.pk}/"
    assert client.get(f"/t/{thread.pk}/{page}").status_code == 200
    response = client.get(f"/t/{thread.pk}/untitled/{page}")
    assert response.status_code == 301
    assert response["Location"] == f"/t/{thread.pk}/{page}"


@pytest.mark.parametrize("words", ["untitled", "从零", "学习-从零开始", "が"])
def test_a_title_in_other_letters_has_an_address_of_them(client, words):
    thread = thread_of(1, title="从零开始　学习が")
    address = f"/t/{thread.pk}/{quote('从零开始-学习が')}/"

    assert thread.get_absolute_url() == address
    assert client.get(address).status_code == 200
    assert client.get(address.lower()).status_code == 200
    decomposed = unicodedata.normalize("NFD", "从零开始-学习が")
    for other in (words, decomposed):
        response = client.get(f"/t/{thread.pk}/{quote(other)}/")
        assert response.status_code == 301
        assert response["Location"] == address


def test_a_title_that_is_an_act_has_an_address_of_its_own(client):
    thread = thread_of(1, title="Reply!")

    assert client.get(thread.get_absolute_url()).status_code == 200
    assert thread.get_absolute_url() == f"/t/{thread.pk}/reply-thread/"


def test_detail_leaves_tombstones_without_their_words(client):
    thread = thread_of(1)
    PostFactory(thread=thread, position=2, body="Taken back", deleted=True)
    PostFactory(thread=thread, position=3, body="Against the rules", hidden=True)
    thread.last_position = 3
    thread.save()

    page = text(client.get(thread.get_absolute_url()))

    assert "Post 2 was removed by its author on" in page
    assert "Post 3 was hidden by a moderator on" in page
    assert "Taken back" not in page
    assert "Against the rules" not in page


def test_detail_shows_moderators_what_is_hidden_and_never_what_is_deleted(client):
    thread = thread_of(1)
    PostFactory(thread=thread, position=2, body="Taken back", deleted=True)
    PostFactory(thread=thread, position=3, body="Against the rules", hidden=True)
    client.force_login(moderator())

    page = text(client.get(thread.get_absolute_url()))

    assert "Against the rules" in page
    assert "Taken back" not in page


def test_detail_shows_a_held_post_to_its_author_alone(client):
    thread, author = thread_of(1), new_person()
    reply_to_thread(author=author, thread=thread, body="My first words")

    for reader, sees in [(author, True), (member(), False), (moderator(), False)]:
        client.force_login(reader)
        page = text(client.get(thread.get_absolute_url()))
        assert ("My first words" in page) == sees


def test_detail_of_a_held_thread_is_there_for_its_author_and_moderators(client):
    author = new_person()
    thread = start_thread(
        author=author, category=CategoryFactory(), title="Hello all", body="First"
    )
    url = thread.get_absolute_url()

    assert client.get(url).status_code == 404
    for reader, status in [(author, 200), (moderator(), 200), (member(), 404)]:
        client.force_login(reader)
        assert client.get(url).status_code == status


def test_detail_of_a_hidden_thread_is_gone_since_a_day_in_the_readers_zone(client):
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    thread = ThreadFactory(hidden=True, hidden_at=late, title="Against the rules")

    response = client.get(thread.get_absolute_url())

    assert response.status_code == 410
    assert "hidden by a moderator on 1 March 2026." in text(response)
    assert "Against the rules" not in text(response)

    client.force_login(member(zone="Europe/Amsterdam"))
    page = text(client.get(thread.get_absolute_url()))
    assert "hidden by a moderator on 2 March 2026." in page


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        (None, 404),
        (new_person, 404),
        (expired, 403),
        (member, 200),
        (suspended, 200),
        (moderator, 200),
        (organiser, 200),
    ],
)
def test_detail_of_a_members_thread(client, actor, status):
    thread = thread_of(1, category=members_category(), title="Behind the door")
    if actor:
        client.force_login(actor())

    response = client.get(thread.get_absolute_url())

    assert response.status_code == status
    assert ("Behind the door" in text(response)) == (status == 200)


@pytest.mark.parametrize(
    ("style", "shows_title", "shows_words"),
    [(TeaserStyle.TITLE, True, False), (TeaserStyle.EXCERPT, True, True)],
)
def test_detail_behind_a_teaser_shows_what_its_rule_lets_through(
    client, style, shows_title, shows_words
):
    category = members_category(teaser_style=style)
    thread = thread_of(2, category=category, title="Behind the door")
    Post.objects.filter(position=1).update(
        body_html=rich("<p>Opening <b>words</b></p>")
    )
    Post.objects.filter(position=2).update(body_html=rich("<p>Later words</p>"))

    response = client.get(thread.get_absolute_url())

    assert response.status_code == 403
    assert response["X-Robots-Tag"] == "noindex"
    assert ("Behind the door" in text(response)) == shows_title
    assert ("Opening words" in text(response)) == shows_words
    assert "Later words" not in text(response)


def test_detail_names_a_closed_thread_to_whoever_wrote_in_it(client):
    thread = thread_of(1, category=members_category(), title="Behind the door")
    author = expired()
    PostFactory(thread=thread, author=author, position=2)
    client.force_login(author)

    response = client.get(thread.get_absolute_url())

    assert response.status_code == 403
    assert "Behind the door" in text(response)
    assert "A plain post." not in text(response)


def test_a_hidden_thread_behind_a_door_is_not_known_of(client):
    category = members_category(teaser_style=TeaserStyle.TITLE)
    thread = ThreadFactory(category=category, hidden=True)

    assert client.get(thread.get_absolute_url()).status_code == 404


def test_detail_offers_an_author_the_acts_on_own_posts_alone(client):
    thread = thread_of(2)
    first, second = thread.posts.order_by("position")
    GrantFactory(person=second.author)
    client.force_login(second.author)

    page = text(client.get(thread.get_absolute_url()))

    assert f"/posts/{second.pk}/edit/" in page
    assert f"/posts/{first.pk}/edit/" not in page
    assert f"/flag/post/{first.pk}/" in page
    assert f"/flag/post/{second.pk}/" not in page


@pytest.mark.parametrize(
    ("make", "may"),
    [(member, True), (moderator, True), (new_person, False), (suspended, False)],
)
def test_detail_offers_to_flag_to_whoever_may(client, make, may):
    """What is kept for the one is not shown to the other."""
    thread = thread_of(2)
    offered = {}
    for person in (member(), new_person(), make()):
        client.force_login(person)
        page = text(client.get(thread.get_absolute_url()))
        offered[person.pk] = page.count('href="/flag/post/')

    assert list(offered.values()) == [2, 0, 2 if may else 0]


def test_detail_stops_offering_to_edit_after_a_day_though_nothing_changed(client):
    thread = thread_of(1)
    client.force_login(thread.author)
    url = thread.get_absolute_url()
    assert "/edit/" in text(client.get(url))

    with clock.at(clock.now() + timedelta(hours=25)):
        assert "/edit/" not in text(client.get(url))


def test_detail_shows_times_in_the_readers_zone(client):
    thread = thread_of(1)
    moment = clock.now().replace(month=1, day=15, hour=12, minute=30)
    Post.objects.update(created_at=moment)
    for zone, shown in [("Asia/Tokyo", "21:30"), ("America/New_York", "07:30")]:
        client.force_login(member(zone=zone))
        assert shown in text(client.get(thread.get_absolute_url()))


def test_detail_answers_a_visitor_who_has_the_page_with_304(client):
    url = thread_of(1).get_absolute_url()
    etag = client.get(url)["ETag"]

    response = client.get(url, headers={"If-None-Match": etag})

    assert (response.status_code, response.content) == (304, b"")


def test_detail_is_never_kept_between_reader_and_site(client):
    response = client.get(thread_of(1).get_absolute_url())

    assert response["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "HX-Request"} <= set(response["Vary"].split(", "))


@pytest.mark.parametrize(("post", "status"), [("2", 302), ("3", 302)])
def test_jump_goes_to_a_post(client, post, status):
    thread = thread_of(3)

    response = client.get(f"/t/{thread.pk}/jump/", {"post": post})

    assert response.status_code == status
    assert response["Location"] == f"/t/{thread.pk}/p/{post}/"


@pytest.mark.parametrize("post", ["", "0", "4", "-1", "1" + "0" * 30, "two", "1\x00"])
def test_jump_says_which_numbers_there_are(client, post):
    thread = thread_of(3)

    response = client.get(f"/t/{thread.pk}/jump/", {"post": post})

    assert response.status_code == 422


def test_create_starts_a_thread(client):
    category, author = CategoryFactory(), member()
    client.force_login(author)

    response = client.post("/t/new/", form(category))

    thread = Thread.objects.get()
    assert (thread.author, thread.title) == (author, "Which way?")
    assert response.status_code == 302
    assert response["Location"] == f"/t/{thread.pk}/which-way/"


def test_create_sent_twice_starts_one_thread(client):
    client.force_login(member())
    fields = form(CategoryFactory(), token="one")

    first = client.post("/t/new/", fields)
    again = client.post("/t/new/", fields)

    assert first["Location"] == again["Location"]
    assert Thread.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "Four"},
        {"title": "   a   "},
        {"title": "x" * (TITLE_MAX + 1)},
        {"title": "Nul \x00 byte"},
        {"body": ""},
        {"body": " \r\n "},
        {"body": "x" * 20_001},
        {"body": "Nul \x00 byte"},
        {"category": ""},
        {"category": "none"},
        {"token": "x" * 65},
    ],
)
def test_create_keeps_the_text_of_a_wrong_form(client, wrong):
    client.force_login(member())
    fields = form(CategoryFactory(), title="A kept title", body="Kept words")

    response = client.post("/t/new/", fields | wrong)

    assert response.status_code == 422
    kept = {"title": "A kept title", "body": "Kept words"}
    for name in kept.keys() - wrong.keys():
        assert kept[name] in text(response)
    assert not Thread.objects.exists()


def test_create_counts_a_line_end_as_one_character(client):
    client.force_login(member())

    response = client.post(
        "/t/new/", form(CategoryFactory(), body="\r\n".join("x" * 10_000))
    )

    assert response.status_code == 302
    assert len(Post.objects.get().body) == 19_999


@pytest.mark.parametrize("actor", [new_person, expired])
def test_create_offers_no_category_that_one_cannot_start_in(client, actor):
    category = members_category(name="Inner circle")
    client.force_login(actor())

    assert "Inner circle" not in text(client.get("/t/new/"))
    assert client.post("/t/new/", form(category)).status_code == 422
    assert not Thread.objects.exists()


def test_create_says_first_that_nothing_can_be_sent(client):
    CategoryFactory()
    client.force_login(suspended())
    page = text(client.get("/t/new/"))

    assert "You can read but not write until" in page
    assert "<textarea" not in page


FIRST = "Your first post is read by a person before it appears."
WAITS = "A post of yours waits to be read by a person."
REFUSED = "What you wrote before was not published."
OUT = "What you write appears at once."
SENTENCES = (FIRST, WAITS, REFUSED, OUT)


def _sent(author):
    return reply_to_thread(author=author, thread=thread_of(1), body="Hello")


def _released(author):
    release_post(moderator=moderator(), post=_sent(author))


def _refused(author):
    refuse_post(moderator=moderator(), post=_sent(author), reason="Rule 4")


def _refused_and_sent(author):
    _refused(author)
    reply_to_thread(author=author, thread=thread_of(1), body="Once more")


def _deleted(author):
    delete_post(author=author, post=_sent(author))


def _released_and_hidden(author):
    post = release_post(moderator=moderator(), post=_sent(author))
    hide_post(moderator=moderator(), post=post, reason="Rule 4")


def _released_and_deleted(author):
    post = release_post(moderator=moderator(), post=_sent(author))
    delete_post(author=author, post=post)


@pytest.mark.parametrize(
    ("happened", "sentence"),
    [
        (lambda author: None, FIRST),
        (_sent, WAITS),
        (_released, OUT),
        (_refused, REFUSED),
        (_refused_and_sent, WAITS),
        (_deleted, FIRST),
        (_released_and_hidden, FIRST),
        (_released_and_deleted, OUT),
    ],
)
def test_what_a_newcomer_may_not_do_is_said_before_and_ends_with_its_cause(
    client, happened, sentence
):
    """On every page where they can write, and the same on each."""
    author, thread = new_person(), thread_of(1)
    happened(author)
    client.force_login(author)

    for url in ("/t/new/", thread.get_absolute_url(), f"/t/{thread.pk}/reply/"):
        page = text(client.get(url))
        assert [said for said in SENTENCES if said in page] == [sentence]
        assert "5 posts in 10 minutes" in page
        assert page.index(sentence) < page.index("<textarea")


def test_a_newcomer_who_may_not_write_is_promised_nothing(client):
    author, thread = new_person(), thread_of(1)
    RestrictionFactory(person=author)
    client.force_login(author)
    sent = {"body": "More", "title": "More words", "category": thread.category.slug}

    for url in (f"/t/{thread.pk}/reply/", "/t/new/"):
        answer = client.post(url, sent)
        assert answer.status_code == 403
        assert "You can read but not write until" in text(answer)
        assert "posts in 10 minutes" not in text(answer)
    assert not author.posts.exists()


@pytest.mark.parametrize("make", [member, moderator, expired])
def test_who_ever_had_a_window_is_told_nothing_of_newcomers(client, make):
    client.force_login(make())

    page = text(client.get(thread_of(1).get_absolute_url()))

    assert "posts in 10 minutes" not in page


def test_detail_shows_an_author_the_way_to_edit_what_waits(client):
    thread, author = thread_of(1), new_person()
    post = reply_to_thread(author=author, thread=thread, body="My first words")
    client.force_login(author)

    page = text(client.get(thread.get_absolute_url()))

    assert "you can go on editing" in page
    assert f"/posts/{post.pk}/edit/" in page
    assert f"/posts/{post.pk}/delete/" in page


def test_detail_shows_what_waits_when_its_author_has_got_a_window_since(client):
    thread, author = thread_of(1), new_person()
    post = reply_to_thread(author=author, thread=thread, body="My first words")
    GrantFactory(person=author)
    client.force_login(author)

    page = text(client.get(thread.get_absolute_url()))

    assert "Only you can see this post for now." in page
    assert f"/posts/{post.pk}/edit/" in page


def test_detail_of_a_held_thread_offers_its_author_another_title(client):
    author = new_person()
    thread = start_thread(
        author=author, category=CategoryFactory(), title="Hello all", body="First"
    )
    client.force_login(author)

    page = text(client.get(thread.get_absolute_url()))

    assert f"/t/{thread.pk}/rename/" in page


def test_what_waits_is_not_said_to_be_open_to_editing_while_writing_is_closed(client):
    thread, author = thread_of(1), new_person()
    post = reply_to_thread(author=author, thread=thread, body="My first words")
    RestrictionFactory(person=author)
    client.force_login(author)

    for url in (thread.get_absolute_url(), "/me/posts/"):
        page = text(client.get(url))
        assert "Only you can see this post for now." in page
        assert "you can go on editing" not in page
        assert f"/posts/{post.pk}/edit/" not in page


def test_a_flag_is_marked_for_whoever_flagged_and_for_nobody_else(client):
    thread, reporter = thread_of(2), member()
    first, second = thread.posts.order_by("position")
    others = (None, second.author, member(), moderator())
    url = thread.get_absolute_url()
    for reader in (*others, reporter):
        client.logout()
        if reader:
            client.force_login(reader)
        client.get(url)
    flag_thing(reporter=reporter, kind="post", pk=second.pk, reason="other")
    flag_thing(reporter=reporter, kind="thread", pk=thread.pk, reason="other")

    client.force_login(reporter)
    for _visit in range(2):
        page = text(client.get(url))
        assert page.count("You flagged this post") == 1
        assert page.count("You flagged this thread") == 1
        assert f'href="/flag/post/{first.pk}/' in page
        assert f'href="/flag/post/{second.pk}/' not in page
    for reader in others:
        client.logout()
        if reader:
            client.force_login(reader)
        assert "You flagged" not in text(client.get(url))


def test_a_flag_is_not_marked_any_more_once_it_is_decided(client):
    thread, reporter, judge = thread_of(2), member(), moderator()
    post = thread.posts.get(position=2)
    case = flag_thing(reporter=reporter, kind="post", pk=post.pk, reason="other").case
    case.refresh_from_db()
    decisions.keep(moderator=judge, case=case, decision=Decision(version=case.version))
    client.force_login(reporter)

    page = text(client.get(thread.get_absolute_url()))

    assert "You flagged" not in page
    assert f'href="/flag/post/{post.pk}/' in page


def test_a_page_asks_no_more_where_its_reader_has_flagged(client):
    thread, reporter = thread_of(3), member()
    client.force_login(reporter)
    url = thread.get_absolute_url()
    client.get(url)
    with CaptureQueriesContext(connection) as before:
        client.get(url)
    for post in thread.posts.all():
        flag_thing(reporter=reporter, kind="post", pk=post.pk, reason="other")

    with CaptureQueriesContext(connection) as after:
        client.get(url)

    assert len(after) == len(before)


def test_create_refuses_the_suspended_and_keeps_their_text(client):
    client.force_login(suspended())

    response = client.post("/t/new/", form(CategoryFactory(), body="Kept words"))

    assert response.status_code == 403
    assert "Kept words" in text(response)
    assert not Thread.objects.exists()


def test_create_beyond_the_rate_answers_429_and_keeps_the_text(client):
    author, category = new_person(), CategoryFactory()
    PostFactory(author=author)
    client.force_login(author)
    with clock.at(clock.now()):
        for number in range(POSTING_NEW[0]):
            words = form(category, body=f"Words, {number}")
            assert client.post("/t/new/", words).status_code == 302

        response = client.post("/t/new/", form(category, body="Kept words"))

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= POSTING_NEW[1]
    assert "Kept words" in text(response)
    assert "times in ten minutes. It is open again at " in text(response)
    assert Thread.objects.filter(author=author).count() == POSTING_NEW[0]


def test_create_keeps_what_a_visitor_sent_until_they_have_signed_in(client):
    fields = form(CategoryFactory(), title="A kept title", body="Kept words")

    response = client.post("/t/new/", fields)

    assert response.status_code == 302
    assert unquote(response["Location"]) == "/accounts/login/?next=/t/new/"
    assert not Thread.objects.exists()
    client.force_login(member())
    page = text(client.get("/t/new/"))
    assert "Kept words" in page
    assert "A kept title" in page
    assert "Kept words" not in text(client.get("/t/new/"))


def test_create_shows_a_preview_and_writes_nothing(client):
    client.force_login(member())
    category = members_category()
    expired(handle="ana", display_name="Ana Once")

    response = client.post(
        "/t/new/", form(category, body="So **bold**, @ana", preview="1")
    )

    page = text(response)
    assert response.status_code == 200
    assert "<strong>bold</strong>" in page
    assert "Ana Once cannot read this category" in page
    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    "title",
    [
        *("\u200b" * 8, "\u3164" * 8, "\u2066" * 8, "a" + "\u200b" * 4),
        *(
            "a\u0301\u0301\u0301\u0301",
            "👩\u200d👩\u200d👧",
            "\u2800" * 5,
            "\uf8ff" * 5,
        ),
    ],
)
def test_create_refuses_a_title_that_nobody_sees(client, title):
    client.force_login(member())

    response = client.post("/t/new/", form(CategoryFactory(), title=title))

    assert response.status_code == 422
    assert not Thread.objects.exists()


def test_create_cleans_the_title(client):
    client.force_login(member())
    title = "Two\u2028lines \u202eof\x07 \ue000line:1\ue001 Z" + "\u0301" * 30

    client.post("/t/new/", form(CategoryFactory(), title=title))

    assert Thread.objects.get().title == "Two lines of line:1 Z" + "\u0301" * 8


def test_create_leads_a_visitor_to_sign_in(client):
    response = client.get("/t/new/?category=drift")

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/t/new/")


def test_rename_is_the_authors(client):
    thread = thread_of(1, title="First title")
    client.force_login(thread.author)
    assert client.get(f"/t/{thread.pk}/rename/").status_code == 200

    response = client.post(f"/t/{thread.pk}/rename/", {"title": "Second title"})

    assert response["Location"] == f"/t/{thread.pk}/second-title/"


def test_rename_asks_a_moderator_for_a_reason(client):
    thread = thread_of(1, title="First title")
    client.force_login(moderator())
    url = f"/t/{thread.pk}/rename/"
    assert 'name="reason"' in client.get(url).content.decode()

    without = client.post(url, {"title": "Second title"})
    assert without.status_code == 422
    assert "Second title" in without.content.decode()
    assert "Say why the title is changed." in without.content.decode()
    assert Thread.objects.get().title == "First title"

    client.post(url, {"title": "Second title", "reason": "Too loud."})
    assert Thread.objects.get().title == "Second title"


def test_rename_asks_an_author_for_none(client):
    thread = thread_of(1, title="First title")
    client.force_login(thread.author)

    page = client.get(f"/t/{thread.pk}/rename/").content.decode()

    assert 'name="reason"' not in page


def test_rename_refuses_another(client):
    thread = thread_of(1, title="First title")
    client.force_login(member())

    response = client.post(f"/t/{thread.pk}/rename/", {"title": "Second title"})

    assert response.status_code == 403
    assert Thread.objects.get().title == "First title"


def test_rename_refuses_whose_post_still_waits(client):
    thread, newcomer = thread_of(1, title="First title"), new_person()
    PostFactory(thread=thread, author=newcomer, held=True)
    client.force_login(newcomer)

    response = client.post(f"/t/{thread.pk}/rename/", {"title": "Second title"})

    assert response.status_code == 403
    assert Thread.objects.get().title == "First title"


def test_rename_keeps_the_title_of_a_session_that_ended(client):
    thread = thread_of(1, title="First title")
    client.post(f"/t/{thread.pk}/rename/", {"title": "Second title"})
    client.force_login(thread.author)

    page = text(client.get(f"/t/{thread.pk}/rename/"))

    assert 'value="Second title"' in page
    assert Thread.objects.get().title == "First title"


def test_lock_gives_the_reason_back_where_it_is_locked_already(client):
    thread = ThreadFactory(locked=True)
    client.force_login(moderator())

    response = client.post(f"/t/{thread.pk}/lock/", {"reason": "Said"})

    assert response.status_code == 403
    assert ">\nSaid</textarea>" in text(response)
    assert Thread.objects.get().lock_reason == thread.lock_reason


def test_lock_and_unlock(client):
    thread = thread_of(1)
    client.force_login(moderator(display_name="Hana Judge"))
    day = timezone.localdate() + timedelta(days=2)

    client.post(f"/t/{thread.pk}/lock/", {"reason": "All said.", "until": day})

    page = text(client.get(thread.get_absolute_url()))
    assert "Hana Judge locked this thread on" in page
    assert "All said." in page
    assert client.post(f"/t/{thread.pk}/unlock/").status_code == 302
    assert not Thread.objects.get().is_locked_at(clock.now())


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"reason": "All said.", "until": "2020-01-01"},
        {"reason": "All said.", "until": "9999-12-31"},
        {"reason": "All said.", "until": "tomorrow"},
        {"reason": "x" * 1001},
    ],
)
def test_lock_says_what_is_wrong(client, wrong):
    thread = thread_of(1)
    client.force_login(moderator())

    response = client.post(f"/t/{thread.pk}/lock/", wrong)

    assert response.status_code == 422
    assert Thread.objects.get().locked_at is None


def test_pin_and_unpin(client):
    thread = thread_of(1)
    client.force_login(moderator())
    day = timezone.localdate() + timedelta(days=2)

    assert client.post(f"/t/{thread.pk}/pin/", {"until": day}).status_code == 302
    assert "Pinned" in text(client.get(thread.category.get_absolute_url()))

    assert client.post(f"/t/{thread.pk}/unpin/").status_code == 302
    assert "Pinned" not in text(client.get(thread.category.get_absolute_url()))


@pytest.mark.parametrize("action", ["lock", "unlock", "pin", "unpin"])
@pytest.mark.parametrize("actor", [None, member, organiser])
def test_measures_are_not_there_for_anyone_but_moderators(client, action, actor):
    thread = thread_of(1)
    if actor:
        client.force_login(actor())

    response = client.post(
        f"/t/{thread.pk}/{action}/", {"reason": "x", "until": "2099-01-01"}
    )

    keeps_words = actor is None and action == "lock"
    assert response.status_code == (302 if keeps_words else 404)
    assert Thread.objects.get().version == thread.version


def test_a_locked_thread_tells_readers_and_offers_no_reply(client):
    thread = ThreadFactory(locked=True)
    client.force_login(member())

    page = text(client.get(thread.get_absolute_url()))

    assert "Everything is said." in page
    assert "This thread is locked." in page
    assert "<textarea" not in page


def test_last_page_costs_what_the_first_costs(client, django_assert_num_queries):
    thread = thread_of(61)
    delete_post(author=thread.author, post=thread.posts.get(position=1))
    hide_post(
        moderator=moderator(), post=thread.posts.get(position=30), reason="Rule 4"
    )
    client.force_login(member())

    for page in (1, 2, 4):
        caches["pages"].clear()
        with django_assert_num_queries(10):
            client.get(thread.url_of_page(page))


def test_detail_marks_what_it_shows_as_read_and_nothing_else(client):
    thread, ana = thread_of(1), member(handle="ana")
    other = thread_of(1)
    for place in (thread, other):
        reply_to_thread(author=member(), thread=place, body="Ask @ana")
    run_jobs()
    client.force_login(ana)

    page = text(client.get(thread.get_absolute_url()))

    unread = Notice.objects.unread().filter(recipient=ana)
    assert [notice.target_id for notice in unread] == [other.posts.last().pk]
    assert "Notices, 1 new" in page


def test_detail_marks_what_it_shows_as_read_however_much_is_unread(client):
    ana = member()
    thread = thread_of(102, author=ana)
    told = [
        NoticeFactory(
            recipient=ana,
            verb="forum.replied",
            family="forum",
            target_kind="forum.post",
            target_id=post.pk,
        )
        for post in thread.posts.filter(position__gt=1).order_by("position")
    ]
    client.force_login(ana)

    last = text(client.get(thread.url_of_page(6)))
    assert Notice.objects.unread().count() == 99
    assert [notice.is_unread for notice in map(refreshed, told[-2:])] == [False, False]
    assert "Notices, 99 new" in last

    first = text(client.get(thread.url_of_page(1)))
    assert "Notices, 80 new" in first


def refreshed(notice):
    notice.refresh_from_db()
    return notice


def test_detail_offers_no_reply_to_a_post_where_none_can_be_written(client):
    thread = ThreadFactory(locked=True)
    PostFactory(thread=thread, position=1)
    client.force_login(member())

    assert f"/t/{thread.pk}/reply/" not in text(client.get(thread.get_absolute_url()))


def test_rename_beyond_the_rate_answers_429_and_keeps_the_title(client):
    hana = moderator()
    thread = thread_of(1, author=hana, title="First title")
    client.force_login(hana)
    with clock.at(clock.now()):
        for _ in range(EDITING[0]):
            hit("renaming", hana.pk, rate=EDITING, sentence="Enough.")
        response = client.post(
            f"/t/{thread.pk}/rename/", {"title": "The title I typed"}
        )

    assert response.status_code == 429
    assert response["Retry-After"]
    assert "The title I typed" in response.content.decode()
    thread.refresh_from_db()
    assert thread.title == "First title"


DAYS = [str(timezone.localdate() + timedelta(days=number)) for number in (2, 9)]


@pytest.mark.parametrize(
    ("action", "first", "second", "field"),
    [
        (
            "rename",
            {"title": "Hana’s title", "reason": "Too loud."},
            {"title": "My own title", "reason": "Too vague."},
            "title",
        ),
        ("lock", {"reason": "All said."}, {"reason": "Too heated."}, "lock_reason"),
        ("pin", {"until": DAYS[0]}, {"until": DAYS[1]}, "pinned_until"),
    ],
)
def test_acts_on_what_was_changed_meanwhile_show_both(
    client, action, first, second, field
):
    thread = thread_of(1)
    url = f"/t/{thread.pk}/{action}/"
    client.force_login(moderator())
    seen = client.get(url).context["form"]["seen"].value()
    client.force_login(moderator())
    client.post(url, first | {"seen": seen})
    stands = getattr(Thread.objects.get(), field)

    client.force_login(moderator())
    late = client.post(url, second | {"seen": seen})

    page = text(late)
    assert late.status_code == 409
    assert "Nothing has been overwritten." in page
    assert all(words in page for words in second.values())
    assert getattr(Thread.objects.get(), field) == stands
    if action != "pin":
        assert next(iter(first.values())) in page
    again = client.post(url, second | {"seen": late.context["form"]["seen"].value()})
    assert again.status_code == 302
    assert getattr(Thread.objects.get(), field) != stands
