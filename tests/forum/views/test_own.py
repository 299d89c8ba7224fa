import pytest

from forum.services.posts import reply_to_thread
from tests.factories.accounts import expired, member, new_person
from tests.factories.forum import PostFactory, members_category, thread_of

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


def test_index_leads_a_visitor_to_sign_in(client):
    assert client.get("/me/posts/").status_code == 302
