from datetime import timedelta

import pytest

from core import clock
from forum.enums import TeaserStyle
from forum.models import Thread
from tests.factories.access import expired, member, moderator, organiser
from tests.factories.accounts import new_person
from tests.factories.forum import (
    CategoryFactory,
    ThreadFactory,
    members_category,
    thread_of,
)

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def many(count, **fields):
    """Threads whose numbers rise with their age."""
    now = clock.now()
    return [
        ThreadFactory(
            title=f"Thread of age {age:03}",
            created_at=now - timedelta(minutes=age),
            last_posted_at=now - timedelta(minutes=age),
            **fields,
        )
        for age in range(count)
    ]


def ages(page):
    return [age for age in range(100) if f"Thread of age {age:03}" in page]


def follow(client, url, rel, page):
    query = page.split(f'<link rel="{rel}" href="')[1].split('"')[0]
    return text(client.get(url + query.replace("&amp;", "&")))


@pytest.mark.parametrize("address", ["category", "forum"])
def test_lists_are_walked_there_and_back(client, address):
    category = CategoryFactory()
    many(45, category=category)
    url = category.get_absolute_url() if address == "category" else "/forum/"

    first = text(client.get(url))
    second = follow(client, url, "next", first)
    third = follow(client, url, "next", second)

    assert ages(first) == list(range(20))
    assert ages(second) == list(range(20, 40))
    assert ages(third) == list(range(40, 45))
    assert 'rel="next"' not in third
    assert ages(follow(client, url, "prev", third)) == list(range(20, 40))
    back = follow(client, url, "prev", second)
    assert ages(back) == list(range(20))


def test_threads_of_the_same_moment_are_each_listed_once(client):
    category, now = CategoryFactory(), clock.now()
    for age in range(30):
        ThreadFactory(
            category=category,
            title=f"Thread of age {age:03}",
            created_at=now,
            last_posted_at=now,
        )
    url = category.get_absolute_url()

    first = text(client.get(url))
    second = follow(client, url, "next", first)

    assert sorted(ages(first) + ages(second)) == list(range(30))


@pytest.mark.parametrize(
    "query",
    [
        "before=x",
        "before=1-",
        "before=٣-٣",
        "after=9999999999999999-1",
        "before=-1-1",
        "before=1\x00-1",
        "after=1",
        "before=" + "9" * 40 + "-1",
    ],
)
def test_detail_of_a_place_that_is_none(client, query):
    category = CategoryFactory()
    many(1, category=category)
    name, value = query.split("=")

    response = client.get(category.get_absolute_url(), {name: value})

    assert response.status_code in {200, 404}


def test_detail_pins_first_and_only_on_the_first_page(client):
    category = CategoryFactory()
    threads = many(25, category=category)
    Thread.objects.filter(pk=threads[-1].pk).update(
        pinned_until=clock.now() + timedelta(days=1), pinned_by=moderator()
    )
    url = category.get_absolute_url()

    first = text(client.get(url))

    assert first.index("Thread of age 024") < first.index("Thread of age 000")
    assert ages(follow(client, url, "next", first)) == [20, 21, 22, 23]


def test_detail_lists_neither_hidden_nor_held_threads(client):
    category = CategoryFactory()
    ThreadFactory(category=category, hidden=True, title="Hidden one")
    held = ThreadFactory(category=category, held=True, title="Held one")

    for reader in (None, held.author, moderator()):
        if reader:
            client.force_login(reader)
        page = text(client.get(category.get_absolute_url()))
        assert "Hidden one" not in page
        assert "Held one" not in page


@pytest.mark.parametrize(
    ("style", "actor", "status"),
    [
        (TeaserStyle.HIDDEN, None, 404),
        (TeaserStyle.HIDDEN, new_person, 404),
        (TeaserStyle.HIDDEN, expired, 403),
        (TeaserStyle.TITLE, None, 403),
        (TeaserStyle.TITLE, new_person, 403),
        (TeaserStyle.HIDDEN, member, 200),
        (TeaserStyle.HIDDEN, moderator, 200),
        (TeaserStyle.HIDDEN, organiser, 200),
    ],
)
def test_detail_of_a_members_category(client, style, actor, status):
    category = members_category(teaser_style=style)
    thread_of(1, category=category, title="Behind the door")
    if actor:
        client.force_login(actor())

    response = client.get(category.get_absolute_url())

    assert response.status_code == status
    assert ("Behind the door" in text(response)) == (status == 200)


def test_index_names_closed_categories_and_nothing_that_is_in_them(client):
    shown = members_category(name="Teased", teaser_style=TeaserStyle.TITLE)
    unknown = members_category(name="Unknown")
    for category in (shown, unknown):
        thread_of(1, category=category, title="Behind the door")

    page = text(client.get("/forum/"))

    assert "Teased" in page
    assert "Closed to you." in page
    assert "Unknown" not in page
    assert "Behind the door" not in page


def test_index_shows_an_expired_member_what_was_once_open(client):
    members_category(name="Once open")
    client.force_login(expired())

    page = text(client.get("/forum/"))

    assert "Once open" in page
    assert "Closed to you." in page


def test_index_lists_the_latest_of_what_is_open(client):
    thread_of(1, category=members_category(), title="For members")
    thread_of(1, title="For everyone")

    visitors = text(client.get("/forum/"))
    client.force_login(member())
    members = text(client.get("/forum/"))

    assert ("For everyone" in visitors, "For members" in visitors) == (True, False)
    assert ("For everyone" in members, "For members" in members) == (True, True)


def test_an_empty_category_says_how_to_be_first(client):
    page = text(client.get(CategoryFactory().get_absolute_url()))

    assert "No thread here yet." in page
