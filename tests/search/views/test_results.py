import pytest

from core import clock
from core.limits import ROWS_A_PAGE, SEARCHING
from search import registry
from tests.factories.access import member
from tests.factories.stories import StoryFactory

pytestmark = pytest.mark.django_db


def page_of(client, **asked):
    return client.get("/search/", asked)


def test_index_without_words_only_asks(client):
    response = page_of(client)

    assert response.status_code == 200
    assert response.context["answer"].groups == ()


def test_index_finds_what_the_reader_may_see(client):
    StoryFactory(sentence="The registry came first")
    StoryFactory(sentence="The registry is hidden", hidden=True)

    response = page_of(client, q="registry")

    page = response.content.decode()
    assert "The registry came first" in page
    assert "The registry is hidden" not in page
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    "query",
    [
        "?!...",
        "a",
        "\x00",
        "nul\x00byte",
        "x" * 5000,
        "' OR 1=1 --",
        "100%",
        "_",
        "\\",
        "<script>alert(1)</script>",
        "\u202e\u200b",
        "🚂",
        "{{ settings.SECRET_KEY }}",
    ],
)
def test_index_answers_bad_input_kindly(client, query):
    StoryFactory(sentence="The registry came first")

    response = page_of(client, q=query)

    page = response.content.decode()
    assert response.status_code == 200
    assert "<script>alert" not in page
    assert "came first" not in page or query == "a"


def test_index_takes_wild_cards_as_they_are_written(client):
    StoryFactory(sentence="Half of it: 50% of the work")
    StoryFactory(sentence="Half of it: 500 hours")

    assert "50% of the work" in (page := page_of(client, q="50%").content.decode())
    assert "500 hours" not in page


def test_index_helps_where_nothing_is_found(client):
    page = page_of(client, q="unicorn registry").content.decode()

    assert "Nothing open to you holds all of these words." in page
    assert 'href="?q=unicorn"' in page
    assert 'href="?q=registry"' in page


def test_index_shows_a_few_of_each_kind_and_leads_to_all_of_it(client):
    StoryFactory.create_batch(ROWS_A_PAGE + 3, narrative="registry")

    first = page_of(client, q="registry")
    [group] = first.context["answer"].groups
    assert (len(group.found), group.more_url) == (5, "?q=registry&in=stories")

    one = client.get(f"/search/{group.more_url}")
    two = client.get(f"/search/{one.context['answer'].next_url}")
    counts = [
        len(response.context["answer"].groups[0].found) for response in (one, two)
    ]
    assert counts == [ROWS_A_PAGE, 3]
    assert two.context["answer"].next_url == ""
    assert two.context["answer"].previous_url == "?q=registry&in=stories"


@pytest.mark.parametrize("page", ["-1", "0", "1e9", "١", "9" * 30, "x"])
def test_index_answers_404_for_a_page_that_is_none(client, page):
    StoryFactory(narrative="registry")

    response = page_of(client, q="registry", **{"in": "stories", "page": page})

    assert response.status_code == 404


def test_index_ends_with_its_tenth_page(client):
    StoryFactory(narrative="registry")

    response = page_of(client, q="registry", **{"in": "stories", "page": "999999999"})

    assert (response.status_code, response.context["answer"].page) == (200, 10)


def test_index_searches_everything_where_the_kind_is_unknown(client):
    StoryFactory(narrative="registry")

    answer = page_of(client, q="registry", **{"in": "people"}).context["answer"]

    assert [group.kind.key for group in answer.groups] == ["stories"]


def test_index_answers_429_to_whoever_searches_too_fast(client):
    client.force_login(member())
    with clock.at(clock.now()):
        for _ in range(SEARCHING[0]):
            page_of(client, q="registry")

        response = page_of(client, q="registry")
        without_words = page_of(client)

    assert (response.status_code, without_words.status_code) == (429, 200)
    assert 0 < int(response["Retry-After"]) <= SEARCHING[1]


def test_kinds_are_those_of_the_rooms_above():
    assert {kind.key for kind in registry.kinds()} == {"stories", "threads", "posts"}


@pytest.mark.parametrize("count", [1, 3])
def test_index_asks_once_of_each_kind(client, django_assert_num_queries, count):
    StoryFactory.create_batch(count, narrative="registry")

    with django_assert_num_queries(3):
        page_of(client, q="registry")
