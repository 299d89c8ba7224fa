import pytest
from django.core.cache.backends.base import BaseCache
from django.http import HttpResponse

from forum.reading.caching import kept, kept_for_visitors
from tests.factories.accounts import member
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

    @kept_for_visitors(lambda request: (1,))
    def view(request):
        calls.append(request)
        return HttpResponse(f"answer {len(calls)}")

    return view


def test_kept_makes_a_thing_once_a_key():
    made = iter(range(9))

    found = [kept(("thing", key), lambda: next(made)) for key in (1, 1, 2)]

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
    @kept_for_visitors(lambda request: (1,))
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


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [None, member])
def test_pages_go_on_without_a_cache(client, no_cache, actor):
    thread = thread_of(2)
    if actor:
        client.force_login(actor())

    assert client.get(thread.get_absolute_url()).status_code == 200
    assert client.get(thread.category.get_absolute_url()).status_code == 200
