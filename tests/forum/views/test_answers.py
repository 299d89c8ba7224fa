"""The form that answers one post, with and without htmx."""

import re

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum.models import Post
from forum.services.moderating import hide_post
from forum.services.posts import delete_post, reply_to_thread
from tests.factories.access import member, moderator, suspended
from tests.factories.accounts import former
from tests.factories.forum import PostFactory, thread_of

pytestmark = pytest.mark.django_db

WAYS = [{}, {"HX-Request": "true"}]
BY_WAY = pytest.mark.parametrize("headers", WAYS, ids=["plain", "htmx"])


def url_of(thread):
    return reverse("forum:post_create", args=[thread.pk])


def page(response):
    return response.content.decode()


def hidden(response):
    """What the form says that nobody sees."""
    found = re.findall(r'name="(token|after|to)" value="([^"]*)"', page(response))
    return dict(found)


@pytest.fixture
def thread():
    thread = thread_of(1)
    PostFactory(thread=thread, author=member(handle="ana", display_name="Ana Alder"))
    thread.last_position = 2
    thread.save()
    return thread


@pytest.fixture
def reader(client):
    reader = member()
    client.force_login(reader)
    return reader


def test_a_post_leads_to_a_form_that_answers_it(client, reader, thread):
    assert f"{url_of(thread)}?to=2#reply" in page(client.get(thread.get_absolute_url()))

    response = client.get(url_of(thread), {"to": 2})

    assert "Ana Alder’s post 2" in page(response)
    assert hidden(response)["to"] == "2"
    assert f'data-keep="reply-{thread.pk}/to-2"' in page(response)


def test_what_the_form_sends_answers_the_post(client, reader, thread):
    form = hidden(client.get(url_of(thread), {"to": 2}))

    response = client.post(url_of(thread), form | {"body": "@ana yes"})

    assert response.status_code == 302
    assert Post.objects.get(author=reader).parent.position == 2


def test_the_form_of_the_thread_answers_no_post(client, reader, thread):
    response = client.get(thread.get_absolute_url())

    assert "to" not in hidden(response)
    assert "You answer" not in page(response)


def test_an_answer_links_to_what_it_answers(client, reader, thread):
    reply_to_thread(author=reader, thread=thread, body="Yes", to=2)
    link = f'<a class="plain" href="/t/{thread.pk}/p/2/">in answer to '

    assert page(client.get(thread.get_absolute_url())).count(link) == 1


def test_an_answer_to_a_post_that_went_leads_to_its_place(client, reader, thread):
    post = reply_to_thread(author=reader, thread=thread, body="Yes", to=2)
    delete_post(author=post.parent.author, post=post.parent)

    assert f"/t/{thread.pk}/p/2/" in page(client.get(thread.get_absolute_url()))
    assert client.get(f"/t/{thread.pk}/p/2/").status_code == 410


def test_answers_cost_a_page_no_question(client, reader, thread):
    def asked():
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(thread.get_absolute_url())
        return len(queries)

    other = member()
    reply_to_thread(author=other, thread=thread, body="To the thread")
    before = asked()
    for to in (1, 2, 3):
        reply_to_thread(author=other, thread=thread, body=f"To {to}", to=to)

    assert asked() == before


@BY_WAY
def test_a_preview_and_a_wrong_form_keep_what_is_answered(
    client, reader, thread, headers
):
    shown = client.post(
        url_of(thread), {"body": "Yes", "to": 2, "preview": "1"}, headers=headers
    )
    empty = client.post(url_of(thread), {"body": " ", "to": 2}, headers=headers)

    assert [shown.status_code, empty.status_code] == [200, 422]
    for response in (shown, empty):
        assert hidden(response)["to"] == "2"
        assert "Ana Alder’s post 2" in page(response)
        assert f'data-keep="reply-{thread.pk}/to-2"' in page(response)
    assert Post.objects.count() == 2


@BY_WAY
def test_a_refusal_keeps_what_is_answered(client, thread, headers):
    client.force_login(suspended())

    response = client.post(
        url_of(thread), {"body": "My words", "to": 2}, headers=headers
    )

    assert response.status_code == 403
    assert hidden(response)["to"] == "2"
    assert "My words" in page(response)
    assert Post.objects.count() == 2


def test_a_limit_keeps_what_is_answered(client, reader, thread):
    for number in range(30):
        reply_to_thread(author=reader, thread=thread, body=f"Number {number}")

    response = client.post(url_of(thread), {"body": "My words", "to": 2})

    assert response.status_code == 429
    assert hidden(response)["to"] == "2"
    assert "My words" in page(response)


def test_a_sign_in_keeps_what_is_answered(client, thread):
    reader = member()
    client.post(url_of(thread), {"body": "My words", "to": "2"})
    client.force_login(reader)
    response = client.get(url_of(thread))

    assert "My words" in page(response)
    assert hidden(response)["to"] == "2"


def gone(thread, remove):
    post = thread.posts.get(position=2)
    if remove == "hidden":
        hide_post(moderator=moderator(), post=post, reason="Rule 4")
    else:
        delete_post(author=post.author, post=post)


@BY_WAY
@pytest.mark.parametrize("remove", ["deleted", "hidden"])
def test_a_post_that_went_meanwhile_is_told_and_the_text_kept(
    client, reader, thread, headers, remove
):
    form = hidden(client.get(url_of(thread), {"to": 2})) | {"body": "My words"}
    gone(thread, remove)

    response = client.post(url_of(thread), form, headers=headers)

    assert response.status_code == 409
    assert "Post 2 cannot be answered" in page(response)
    assert "My words</textarea>" in page(response)
    assert Post.objects.count() == 2
    # Sent once more, it answers the thread.
    again = hidden(response)
    assert "to" not in again
    client.post(url_of(thread), again | {"body": "My words"})
    assert Post.objects.get(author=reader).parent is None


@BY_WAY
@pytest.mark.parametrize("to", ["3", "99", "1000000000"])
def test_a_place_without_a_post_is_told_and_the_text_kept(
    client, reader, thread, headers, to
):
    PostFactory(thread=thread, held=True)
    thread_of(5)

    response = client.post(
        url_of(thread), {"body": "My words", "to": to}, headers=headers
    )

    assert response.status_code == 409
    assert f"Post {to} cannot be answered" in page(response)
    assert "My words</textarea>" in page(response)
    assert "to" not in hidden(response)
    assert not Post.objects.filter(author=reader).exists()


@BY_WAY
@pytest.mark.parametrize(
    "to", ["0", "-1", "x", "1.5", "9" * 40, "2\x00", "<b>", ["1", "2"], ["2", "2"]]
)
def test_a_form_that_names_no_post_is_told_and_the_text_kept(
    client, reader, thread, headers, to
):
    response = client.post(
        url_of(thread), {"body": "My words", "to": to}, headers=headers
    )

    assert response.status_code in (400, 422)
    assert "My words" in page(response)
    assert not Post.objects.filter(author=reader).exists()
    if response.status_code == 422:
        assert "did not say which post you answer" in page(response)
        assert "to" not in hidden(response)


def test_the_form_turns_to_the_thread_and_keeps_the_text(client, reader, thread):
    form = {"to": 2, "token": "one", "whole": "1"}

    response = client.post(url_of(thread), form | {"body": "@ana my words"})

    assert response.status_code == 200
    assert "@ana my words</textarea>" in page(response)
    assert hidden(response)["token"] == "one"
    assert "to" not in hidden(response)
    assert Post.objects.count() == 2


def test_the_form_turns_to_the_thread_without_a_greeting_alone(client, reader, thread):
    response = client.post(url_of(thread), {"to": 2, "whole": "1", "body": "@ana "})

    assert "@ana" not in page(response)


def test_somebody_who_has_left_is_answered_and_not_named(client, reader):
    thread = thread_of(1, author=former(display_name="Gone Gorse"))

    response = client.get(url_of(thread), {"to": 1})

    assert "Former member’s post 1" in page(response)
    assert "Gone Gorse" not in page(response)
