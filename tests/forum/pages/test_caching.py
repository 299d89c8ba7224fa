import re

import pytest
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.http import HttpResponse

from accounts.models import User
from forum.pages.caching import cached, cached_for_visitors
from tests.factories.access import member
from tests.factories.forum import thread_of


class Down(BaseCache):
    """A cache that is not there."""

    def get(self, *args, **kwargs):
        raise ConnectionError("No cache.")

    set = get
    clear = lambda self: None  # noqa: E731


@pytest.fixture
def no_cache(settings):
    settings.CACHES = settings.CACHES | {"pages": {"BACKEND": f"{__name__}.Down"}}


def counted():
    calls = []

    @cached_for_visitors(lambda request: (1,))
    def view(request):
        calls.append(request)
        return HttpResponse(f"answer {len(calls)}")

    return view


def test_kept_makes_a_thing_once_a_key():
    made = iter(range(9))

    found = [cached(("thing", key), lambda: next(made)) for key in (1, 1, 2)]

    assert found == [0, 0, 1]


@pytest.mark.parametrize(
    ("cookies", "headers", "is_kept"),
    [
        ({}, {}, True),
        ({"csrftoken": "x"}, {}, True),
        ({"sessionid": "x"}, {}, False),
        ({"messages": "x"}, {}, False),
    ],
)
def test_pages_are_kept_for_who_carries_nothing_of_ours(rf, cookies, headers, is_kept):
    view = counted()
    rf.cookies.load(cookies)

    answers = [view(rf.get("/", headers=headers)).content for _ in range(2)]

    assert (answers[0] == answers[1]) == is_kept


def test_nothing_is_kept_of_an_answer_that_sets_a_cookie_or_is_no_page(rf):
    @cached_for_visitors(lambda request: (1,))
    def view(request):
        calls.append(request)
        response = HttpResponse(status=404 if "gone" in request.path else 200)
        if "cookie" in request.path:
            response.set_cookie("own", "x")
        return response

    calls = []
    for path in ("/gone/", "/gone/", "/cookie/", "/cookie/"):
        view(rf.get(path))

    assert len(calls) == 4


def pages_kept():
    return len(caches["pages"].store.entries)


@pytest.mark.django_db
def test_a_page_is_kept_once_however_its_number_is_written(client):
    thread = thread_of(2)
    address = thread.get_absolute_url()

    assert client.get(address).status_code == 200
    once = pages_kept()
    for query in ("?page=1", "?page=01", "?page=000000001", "?page=", "?x=y"):
        assert client.get(address + query).status_code == 200
    for query in ("?page=0", "?page=one", "?page=2", "?page=1.0"):
        assert client.get(address + query).status_code == 404

    assert once > 0
    assert pages_kept() == once


@pytest.mark.django_db
@pytest.mark.parametrize("is_category", [True, False])
def test_a_list_is_kept_once_however_its_place_is_written(client, is_category):
    thread = thread_of(1)
    address = thread.category.get_absolute_url() if is_category else "/forum/"
    keys = ["before=1900000000000000-9", "before=1900000000000000-0009"]

    assert client.get(address).status_code == 200
    before = pages_kept()
    for key in keys:
        assert client.get(f"{address}?{key}").status_code == 200
    once = pages_kept()
    assert client.get(f"{address}?{keys[0]}&after=1-1").status_code == 200
    assert client.get(f"{address}?before=nonsense").status_code == 404

    assert once > before
    assert pages_kept() == once


@pytest.mark.django_db
def test_all_zones_share_the_pieces_of_a_thread(client):
    """The times in them are slots: each reader sees those of their own clock."""
    thread, reader = thread_of(2), member(zone="Europe/Amsterdam")
    client.force_login(reader)
    counts, shown = [], set()

    for zone in ("Europe/Amsterdam", "Europe/Berlin", "Europe/Rome", "Asia/Tokyo"):
        User.objects.filter(pk=reader.pk).update(zone=zone)
        page = client.get(thread.get_absolute_url())
        counts.append(pages_kept())
        shown.add(re.search(r"\((UTC[^)]*)\)", page.content.decode())[1])

    assert counts == [counts[0]] * 4
    assert shown >= {"UTC+9"}
    assert len(shown) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [None, member])
def test_pages_go_on_without_a_cache(client, no_cache, actor):
    thread = thread_of(2)
    if actor:
        client.force_login(actor())

    assert client.get(thread.get_absolute_url()).status_code == 200
    assert client.get(thread.category.get_absolute_url()).status_code == 200
