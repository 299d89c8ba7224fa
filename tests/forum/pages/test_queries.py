"""How many questions a page asks, and that more rows ask no more."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.services.posts import reply_to_thread
from tests.factories.access import member
from tests.factories.forum import PostFactory, ThreadFactory, thread_of

pytestmark = pytest.mark.django_db


def queries(client, url):
    """With nothing kept, whatever an earlier request has left."""
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def asked_again(client, url):
    """With what the request before has left in the cache."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.parametrize("posts", [1, 3, 20])
def test_a_thread_costs_a_member_the_same_however_many_posts_it_has(client, posts):
    """Eight, and two for the slot of bylines: who they are, and the moves they wear."""
    thread = thread_of(posts)
    client.force_login(member())

    assert queries(client, thread.get_absolute_url()) == 10


def test_a_thread_with_gaps_costs_the_same(client):
    thread = thread_of(5)
    PostFactory(thread=thread, position=6, deleted=True)
    PostFactory(thread=thread, position=7, hidden=True)
    client.force_login(member())

    assert queries(client, thread.get_absolute_url()) == 10


def test_a_thread_with_mentions_costs_one_question_more(client):
    thread, ana = thread_of(1), member(handle="ana")
    for _ in range(3):
        reply_to_thread(author=ana, thread=thread, body="@ana and @ben and @cleo")
    client.force_login(member())

    assert queries(client, thread.get_absolute_url()) == 11


@pytest.mark.parametrize("posts", [1, 3, 20])
def test_a_cached_thread_asks_who_reads_what_it_is_and_what_is_theirs(client, posts):
    thread = thread_of(posts)
    client.force_login(member())
    client.get(thread.get_absolute_url())

    with CaptureQueriesContext(connection) as asked:
        client.get(thread.get_absolute_url())

    assert len(asked) == 7


@pytest.mark.parametrize("threads", [1, 3, 20])
def test_a_category_costs_a_member_the_same_however_many_threads_it_has(
    client, threads
):
    category = ThreadFactory().category
    for _ in range(threads - 1):
        ThreadFactory(category=category)
    client.force_login(member())

    assert queries(client, category.get_absolute_url()) == 9
    assert asked_again(client, category.get_absolute_url()) == 5


@pytest.mark.parametrize("threads", [1, 3, 20])
def test_the_forum_costs_a_member_the_same_however_much_is_in_it(client, threads):
    for _ in range(threads):
        thread_of(1)
    client.force_login(member())

    assert queries(client, "/forum/") == 8
    assert asked_again(client, "/forum/") == 7


@pytest.mark.parametrize("page", [1, 2])
def test_a_visitor_costs_one_question_once_a_page_is_kept(client, page):
    url = thread_of(21).url_of_page(page)
    client.get(url)

    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200

    assert len(asked) == 1


@pytest.mark.parametrize("address", ["category", "forum"])
def test_lists_cost_a_visitor_one_question_once_they_are_kept(client, address):
    category = thread_of(1).category
    url = category.get_absolute_url() if address == "category" else "/forum/"
    client.get(url)

    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200

    assert len(asked) == 1
