import pytest
from django.urls import reverse

from forum.services.posts import edit_post
from forum.services.threads import rename_thread, start_thread
from moderation.models import Case, LogEntry, Message, Rule
from tests.factories.access import member, organiser
from tests.factories.accounts import new_person

pytestmark = pytest.mark.django_db


def url(post):
    return reverse("moderation:held_detail", args=["post", post.pk])


@pytest.mark.parametrize("make", [None, member, organiser])
def test_a_held_thing_is_not_there_for_anybody_else(client, held_post, make):
    if make:
        client.force_login(make())

    codes = [client.get(url(held_post)).status_code]
    codes.append(client.post(url(held_post), {"action": "release"}).status_code)

    assert codes == [404, 404 if make else 302]
    assert not Case.objects.exists()


def test_detail_releases_at_once(client, hana, held_post):
    client.force_login(hana)

    response = client.post(url(held_post), {"action": "release"})

    held_post.refresh_from_db()
    assert (response.status_code, held_post.is_held) == (302, False)


def test_detail_releases_only_the_text_that_was_read(client, hana, held_post):
    client.force_login(hana)
    read = client.get(url(held_post)).context["version"]
    edit_post(author=held_post.author, post=held_post, body="Other words.", revision=1)

    refused = client.post(url(held_post), {"action": "release", "version": read})

    held_post.refresh_from_db()
    assert (refused.status_code, held_post.is_held) == (409, True)
    assert not LogEntry.objects.exists()
    read = client.get(url(held_post)).context["version"]
    client.post(url(held_post), {"action": "release", "version": read})
    held_post.refresh_from_db()
    assert not held_post.is_held


def test_detail_releases_only_the_title_that_was_read(client, hana, category):
    thread = start_thread(
        author=new_person(), category=category, title="A plain title", body="Words."
    )
    client.force_login(hana)
    read = client.get(url(thread.posts.get())).context["version"]
    rename_thread(actor=thread.author, thread=thread, title="Another title")

    response = client.post(
        url(thread.posts.get()), {"action": "release", "version": read}
    )

    thread.refresh_from_db()
    assert (response.status_code, thread.is_held) == (409, True)


def test_detail_shows_the_letter_of_a_refusal_first(client, hana, held_post):
    client.force_login(hana)
    refusal = {
        "action": "refuse",
        "rule": Rule.objects.get(number=5).pk,
        "words": "No.",
    }

    shown = client.post(url(held_post), refusal)
    done = client.post(url(held_post), refusal | {"seen": shown.context["seen"]})

    held_post.refresh_from_db()
    assert (shown.status_code, done.status_code) == (200, 302)
    assert held_post.is_hidden


def test_detail_refuses_only_the_text_that_was_read(client, hana, held_post):
    """The message quotes the beginning; its author has mended the end."""
    edit_post(author=held_post.author, post=held_post, body="No " * 200, revision=1)
    client.force_login(hana)
    refusal = {
        "action": "refuse",
        "rule": Rule.objects.get(number=5).pk,
        "words": "No.",
    }
    shown = client.post(url(held_post), refusal)
    edit_post(
        author=held_post.author, post=held_post, body="No " * 200 + "more", revision=2
    )

    read = {"seen": shown.context["seen"], "version": shown.context["version"]}
    response = client.post(url(held_post), refusal | read)

    held_post.refresh_from_db()
    assert (response.status_code, held_post.is_hidden) == (409, False)
    assert "No.</textarea>" in response.content.decode()
    assert not Message.objects.exists()
    assert not LogEntry.objects.exists()


def test_detail_answers_409_where_somebody_was_quicker(client, hana, held_post):
    client.force_login(hana)
    client.post(url(held_post), {"action": "release"})

    codes = [
        client.post(url(held_post), {"action": "release"}).status_code,
        client.get(url(held_post)).status_code,
    ]

    assert (codes, Case.objects.count()) == ([409, 404], 1)


def test_a_refusal_that_comes_second_gives_its_letter_back(client, hana, held_post):
    rule = Rule.objects.get(number=5)
    client.force_login(hana)
    client.post(url(held_post), {"action": "release"})

    response = client.post(
        url(held_post), {"action": "refuse", "rule": rule.pk, "words": "Kept words"}
    )

    held_post.refresh_from_db()
    assert (response.status_code, held_post.is_hidden) == (409, False)
    assert "Kept words</textarea>" in response.content.decode()


def test_detail_of_a_kind_that_nobody_holds_is_not_there(client, hana, post):
    client.force_login(hana)
    address = reverse("moderation:held_detail", args=["nonsense", post.pk])

    assert client.get(address).status_code == 404
