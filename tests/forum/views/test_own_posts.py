from datetime import timedelta

import pytest
from django.utils.html import escape

from core import clock
from core.limits import EDIT_WINDOW, EDITING
from core.throttling import hit
from forum.enums import TeaserStyle
from forum.models import Post, PostRevision
from forum.services.holding import refuse_post
from forum.services.posts import edit_post, reply_to_thread
from tests.factories.access import RestrictionFactory, expired, member, moderator
from tests.factories.accounts import new_person
from tests.factories.forum import (
    PostFactory,
    PostRevisionFactory,
    members_category,
    thread_of,
)
from tests.richtext.parsing import shown

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def test_index_shows_own_posts_whatever_is_closed(client):
    author = expired()
    thread = thread_of(1, category=members_category())
    PostFactory(thread=thread, author=author, position=2, body="Mine, behind the door")
    client.force_login(author)

    page = text(client.get("/me/posts/"))

    assert "Mine, behind the door" in page
    assert "A plain post." not in page


def test_index_shows_what_is_hidden_deleted_or_waiting_to_its_author(client):
    author = new_person()
    PostFactory(author=author, body="Taken back", deleted=True)
    PostFactory(author=author, body="Hidden words", hidden=True)
    client.force_login(author)

    page = text(client.get("/me/posts/"))

    assert [words in page for words in ("Taken back", "Hidden words", "Rule 4")] == [
        True,
        True,
        True,
    ]


def test_index_shows_a_held_post_with_the_way_to_edit_it(client):
    author = new_person()
    post = reply_to_thread(author=author, thread=thread_of(1), body="First words")
    client.force_login(author)

    page = text(client.get("/me/posts/"))

    assert "Only you can see this post for now." in page
    assert f"/posts/{post.pk}/edit/" in page


def test_index_says_of_what_was_refused_that_it_was_not_published(client):
    author = new_person()
    post = reply_to_thread(author=author, thread=thread_of(1), body="First words")
    refuse_post(moderator=moderator(), post=post, reason="Rule 4")
    client.force_login(author)

    page = text(client.get("/me/posts/"))

    assert "it was not published." in page
    assert "Only you can see this post for now." not in page
    assert f"/posts/{post.pk}/edit/" not in page


@pytest.mark.parametrize("posts", [1, 3, 20])
def test_index_costs_the_same_however_many_posts_there_are(
    client, posts, django_assert_num_queries
):
    author = member()
    thread = thread_of(1)
    for position in range(2, posts + 2):
        PostFactory(thread=thread, author=author, position=position)
    client.force_login(author)

    with django_assert_num_queries(5):
        client.get("/me/posts/")


def test_index_pages(client):
    author, thread = member(), thread_of(1)
    for position in range(2, 24):
        PostFactory(
            thread=thread, author=author, position=position, body=f"Number {position}."
        )
    client.force_login(author)

    first, second = client.get("/me/posts/"), client.get("/me/posts/?page=2")

    assert "Number 23." in text(first)
    assert "Number 3." not in text(first)
    assert "Number 3." in text(second)
    assert client.get("/me/posts/?page=-1").status_code == 404


def closed(**fields):
    return thread_of(1, category=members_category(**fields), title="The marker title")


def hidden():
    return thread_of(1, title="The marker title", hidden=True)


def taken_back():
    thread = thread_of(1, title="The marker title")
    thread.hidden_at, thread.hidden_by = clock.now(), thread.author
    thread.hidden_reason = "Its story is not on the shelf."
    thread.away_at, thread.away_by = thread.hidden_at, thread.author
    thread.save()
    return thread


def waiting():
    return thread_of(1, title="The marker title", held=True)


def pages_of(client, post):
    """Every page on which an author meets a post of theirs, and the cancelled form."""
    with clock.at(post.created_at + timedelta(minutes=1)):
        addresses = ["/me/posts/"]
        addresses += [f"/posts/{post.pk}/{action}/" for action in ("edit", "delete")]
        addresses.append(f"/posts/{post.pk}/history/")
        answers = [client.get(address) for address in addresses]
    with clock.at(post.created_at + EDIT_WINDOW + timedelta(minutes=1)):
        answers.append(client.get(f"/posts/{post.pk}/correct/"))
    assert [answer.status_code for answer in answers] == [200] * 5
    return [text(answer) for answer in answers]


@pytest.mark.parametrize(
    ("thread_in", "who", "is_named"),
    [
        (lambda: thread_of(1, title="The marker title"), member, True),
        (closed, member, True),
        (closed, expired, True),
        (lambda: closed(teaser_style=TeaserStyle.TITLE), new_person, True),
        (closed, new_person, False),
        (hidden, member, False),
        (hidden, expired, False),
        (hidden, moderator, True),
        (waiting, member, False),
        (taken_back, member, False),
        (taken_back, moderator, False),
    ],
)
def test_own_pages_name_a_thread_only_where_its_door_would(
    client, thread_in, who, is_named
):
    thread, author = thread_in(), who()
    post = PostFactory(thread=thread, author=author, position=2, revision=2)
    PostRevisionFactory(post=post)
    client.force_login(author)

    pages = pages_of(client, post)

    named = ["The marker title" in page for page in pages]
    assert named == [is_named] * 5
    assert ["marker" in page for page in pages] == [is_named] * 5
    assert [thread.category.name in page for page in pages] == [is_named] * 5
    numbered = [f"thread {thread.pk}" in page for page in pages]
    assert numbered == [not is_named] * 5


@pytest.mark.parametrize("thread_in", [closed, hidden, taken_back, waiting])
def test_own_pages_name_a_thread_to_whoever_opened_it(client, thread_in):
    thread = thread_in()
    post = thread.posts.get()
    post.revision = 2
    post.save()
    PostRevisionFactory(post=post)
    client.force_login(thread.author)

    named = ["The marker title" in page for page in pages_of(client, post)]

    assert named == [True] * 5


def test_a_post_that_waits_in_a_hidden_thread_does_not_tell_its_title(client):
    """Neither does the address to which the form leads back."""
    thread, author = hidden(), new_person()
    post = PostFactory(thread=thread, author=author, held=True)
    client.force_login(author)

    for address in ("/me/posts/", f"/posts/{post.pk}/edit/"):
        assert "marker" not in text(client.get(address))


def test_index_leads_a_visitor_to_sign_in(client):
    assert client.get("/me/posts/").status_code == 302


def test_edit_by_its_author(client):
    post = PostFactory(author=member(), body="As it was")
    client.force_login(post.author)
    url = f"/posts/{post.pk}/edit/"
    assert "As it was" in text(client.get(url))

    response = client.post(url, {"body": "As it is", "revision": "1"})

    post.refresh_from_db()
    assert (post.body, post.revision) == ("As it is", 2)
    assert response["Location"].endswith("#p1")


def test_edit_of_what_changed_meanwhile_shows_both_texts(client):
    post = PostFactory(author=member(), body="As it was")
    edit_post(author=post.author, post=post, body="The other window", revision=1)
    client.force_login(post.author)
    url = f"/posts/{post.pk}/edit/"

    response = client.post(url, {"body": "This window", "revision": "1"})

    page = text(response)
    assert response.status_code == 409
    assert "The other window" in page
    assert "This window" in page
    post.refresh_from_db()
    assert post.body == "The other window"

    again = client.post(url, {"body": "This window", "revision": "2"})
    assert again.status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [{"body": ""}, {"body": "x" * 20_001}, {"revision": ""}, {"revision": "x"}],
)
def test_edit_says_what_is_wrong(client, wrong):
    post = PostFactory(author=member())
    client.force_login(post.author)

    response = client.post(
        f"/posts/{post.pk}/edit/", {"body": "New", "revision": "1"} | wrong
    )

    assert response.status_code == 422
    assert not PostRevision.objects.exists()


def test_edit_after_a_day_is_refused_and_the_text_is_kept(client):
    post = PostFactory(author=member(), created_at=clock.now() - timedelta(days=2))
    client.force_login(post.author)
    url = f"/posts/{post.pk}/edit/"

    assert client.get(url).status_code == 403
    response = client.post(url, {"body": "Kept words", "revision": "1"})
    assert response.status_code == 403
    assert "Kept words" in text(response)
    assert not PostRevision.objects.exists()


def test_edit_by_an_author_whose_window_is_closed_leads_to_own_posts(client):
    post = PostFactory(thread__category=members_category(), author=expired())
    client.force_login(post.author)

    response = client.post(f"/posts/{post.pk}/edit/", {"body": "Mine", "revision": "1"})

    assert response["Location"] == f"/me/posts/#own-{post.pk}"


@pytest.mark.parametrize("action", ["edit", "delete", "undelete"])
@pytest.mark.parametrize("actor", [member, moderator])
def test_acts_on_anothers_post_are_not_there(client, action, actor):
    post = PostFactory()
    client.force_login(actor())

    response = client.post(
        f"/posts/{post.pk}/{action}/", {"body": "x", "revision": "1"}
    )

    assert response.status_code == 404
    post.refresh_from_db()
    assert (post.revision, post.deleted_at) == (1, None)


def test_delete_asks_first_and_can_be_taken_back(client):
    post = thread_of(1).posts.get()
    client.force_login(post.author)
    url = f"/posts/{post.pk}/delete/"
    assert client.get(url).status_code == 200

    response = client.post(url)
    assert response["Location"] == f"/me/posts/#own-{post.pk}"
    post.refresh_from_db()
    assert post.is_deleted

    client.post(f"/posts/{post.pk}/undelete/")
    post.refresh_from_db()
    assert not post.is_deleted


def test_history_shows_every_text_to_author_and_moderators(client):
    post = PostFactory(author=member(), body="First words")
    edit_post(author=post.author, post=post, body="Second words", revision=1)
    url = f"/posts/{post.pk}/history/"

    for reader, status in [(post.author, 200), (moderator(), 200), (member(), 404)]:
        client.force_login(reader)
        response = client.get(url)
        assert response.status_code == status
        assert ("First words" in text(response)) == (status == 200)


def test_history_shows_ten_texts_a_page(client):
    post = PostFactory(author=member(), body="Text 24", revision=24)
    for number in range(1, 24):
        PostRevisionFactory(post=post, number=number, body=f"Text {number}")
    client.force_login(post.author)
    url = f"/posts/{post.pk}/history/"

    pages = [client.get(f"{url}?page={page}").context["steps"] for page in (1, 2, 3)]

    numbers = [[step["number"] for step in steps] for steps in pages]
    assert numbers == [
        list(range(24, 14, -1)),
        list(range(14, 4, -1)),
        [4, 3, 2, 1],
    ]
    last = [(line.sign, line.text) for line in pages[0][-1]["changes"]]
    assert last == [("−", "Text 14"), ("+", "Text 15")]
    assert pages[2][-1]["changes"] == []
    assert 'rel="next"' not in text(client.get(f"{url}?page=3"))
    for beyond in ("4", "0", "x", "9" * 12):
        assert client.get(f"{url}?page={beyond}").status_code == 404


def test_history_of_a_deleted_post_is_not_there(client):
    post = PostFactory(author=member(), deleted=True)

    for reader in (post.author, moderator()):
        client.force_login(reader)
        assert client.get(f"/posts/{post.pk}/history/").status_code == 404


def old_post(author=None, **fields):
    long_ago = clock.now() - timedelta(days=2)
    author = author or member()
    return PostFactory(author=author, created_at=long_ago, body="As it was", **fields)


@pytest.mark.parametrize("actor", [member, expired])
def test_correct_adds_a_dated_correction_and_takes_nothing_away(client, actor):
    post = old_post(actor())
    client.force_login(post.author)
    url = f"/posts/{post.pk}/correct/"
    assert "As it was" in text(client.get(url))

    response = client.post(url, {"words": "It was twelve.", "revision": "1"})

    post.refresh_from_db()
    day = f"{clock.now():%-d %B %Y}"
    assert post.body == f"As it was\n\n---\n\n**Correction of {day}.** It was twelve."
    assert (response.status_code, post.revision) == (302, 2)


@pytest.mark.parametrize(
    ("body", "words", "parts"),
    [
        ("```\nopen code", "# It was twelve", ("open code", "<h4>It was twelve</h4>")),
        ("1. one", "1. two", ("<li>one</li>", "<li>two</li>")),
        ("> said", "> said again", ("<p>said</p>", "<p>said again</p>")),
        ("as it was", "```\nx\n```", ("<p>as it was</p>", "<code>x</code>")),
    ],
)
def test_a_correction_keeps_both_texts_whole(client, body, words, parts):
    post = old_post()
    Post.objects.filter(pk=post.pk).update(body=body)
    client.force_login(post.author)
    url = f"/posts/{post.pk}/correct/"

    client.post(url, {"words": words, "revision": "1"})
    client.post(url, {"words": "And again.", "revision": "2"})

    post.refresh_from_db()
    before, after, last = shown(post.body_html).split("<hr>")
    day = f"{clock.now():%-d %B %Y}"
    head = f"<p><strong>Correction of {day}.</strong></p>"
    assert parts[0] in before
    assert after.strip().startswith(head)
    assert parts[1] in after
    assert last.strip() == f"{head}\n<p>And again.</p>"
    assert post.parts[::2] == [body, words, "And again."]
    assert "".join(post.parts) == post.body


@pytest.mark.parametrize("words", ["[]()", "```\n```", "\u3164"])
def test_a_correction_that_shows_nothing_is_none(client, words):
    post = old_post()
    client.force_login(post.author)

    response = client.post(
        f"/posts/{post.pk}/correct/", {"words": words, "revision": "1"}
    )

    assert response.status_code == 422
    assert escape(words) in text(response)
    assert not PostRevision.objects.exists()


@pytest.mark.parametrize("words", ["", "x" * 20_000, "Nul \x00 byte"])
def test_correct_says_what_is_wrong(client, words):
    post = old_post()
    client.force_login(post.author)

    response = client.post(
        f"/posts/{post.pk}/correct/", {"words": words, "revision": "1"}
    )

    assert response.status_code == 422
    assert words in text(response)
    assert not PostRevision.objects.exists()


def test_correct_of_what_changed_meanwhile_overwrites_nothing(client):
    post = old_post()
    client.force_login(post.author)
    url = f"/posts/{post.pk}/correct/"
    client.post(url, {"words": "It was eleven.", "revision": "1"})

    late = client.post(url, {"words": "It was twelve.", "revision": "1"})

    assert late.status_code == 409
    assert ">\nIt was twelve.</textarea>" in text(late)
    assert 'name="revision" value="2"' in text(late)
    post.refresh_from_db()
    assert post.revision == 2


def test_correct_sent_twice_adds_it_once(client):
    post = old_post()
    client.force_login(post.author)
    url, sent = f"/posts/{post.pk}/correct/", {"words": "It was twelve."}

    answers = [client.post(url, sent | {"revision": "1"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    post.refresh_from_db()
    assert (post.revision, post.body.count("It was twelve.")) == (2, 1)
    # Who has it before their eyes and says it again means it again.
    client.post(url, sent | {"revision": "2"})
    post.refresh_from_db()
    assert (post.revision, post.body.count("It was twelve.")) == (3, 2)


def test_correct_is_not_there_while_the_post_can_be_edited_or_is_anothers(client):
    fresh, anothers = PostFactory(author=member()), old_post()
    client.force_login(fresh.author)

    for post, status in [(fresh, 403), (anothers, 404)]:
        url = f"/posts/{post.pk}/correct/"
        response = client.post(url, {"words": "x", "revision": "1"})
        assert response.status_code == status
    assert not PostRevision.objects.exists()


def test_correct_of_someone_suspended_while_typing_keeps_the_text(client):
    post = old_post()
    client.force_login(post.author)
    RestrictionFactory(person=post.author)

    response = client.post(
        f"/posts/{post.pk}/correct/", {"words": "It was twelve.", "revision": "1"}
    )

    assert response.status_code == 403
    assert ">\nIt was twelve.</textarea>" in text(response)
    assert "You can read but not write until" in text(response)
    assert not PostRevision.objects.exists()


def test_correct_beyond_the_rate_answers_429_and_keeps_the_text(client):
    with clock.at(clock.now() - EDIT_WINDOW - timedelta(minutes=1)):
        post = PostFactory(author=member(), created_at=clock.now())
    client.force_login(post.author)
    url = f"/posts/{post.pk}/correct/"
    with clock.at(clock.now()):
        for _ in range(EDITING[0]):
            hit("editing", post.author_id, rate=EDITING, sentence="Enough.")
        response = client.post(url, {"words": "The words I typed", "revision": "1"})

    assert response.status_code == 429
    assert "The words I typed" in response.content.decode()
    post.refresh_from_db()
    assert post.revision == 1
