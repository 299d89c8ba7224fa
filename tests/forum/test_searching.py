import pytest

from access.access import Access
from forum.searching import find_posts, find_threads
from tests.factories.access import member, moderator
from tests.factories.forum import PostFactory, ThreadFactory, members_category

pytestmark = pytest.mark.django_db


def titles(found):
    return [one.title for one in found]


def test_find_threads_by_every_word_of_the_title():
    ThreadFactory(title="Feature stores and drift")
    ThreadFactory(title="Feature flags")

    found = find_threads(Access.visitor(), ["feature", "drift"], 9)

    assert titles(found) == ["Feature stores and drift"]


def test_find_looks_only_where_the_reader_may():
    thread = ThreadFactory(title="Feature stores", category=members_category())
    PostFactory(thread=thread, body="A feature store.")

    for access, count in [(Access.visitor(), 0), (Access.of(member()), 1)]:
        assert len(find_threads(access, ["feature"], 9)) == count
        assert len(find_posts(access, ["feature"], 9)) == count


@pytest.mark.parametrize("trait", ["hidden", "deleted", "held"])
@pytest.mark.parametrize("actor", [None, moderator])
def test_find_posts_finds_none_that_is_not_shown(trait, actor):
    post = PostFactory(body="A feature store.", **{trait: True})
    access = Access.of(actor()) if actor else Access.visitor()

    assert find_posts(access, ["feature"], 9) == []
    assert find_posts(Access.of(post.author), ["feature"], 9) == []


def test_find_threads_finds_neither_hidden_nor_held_ones():
    ThreadFactory(title="Feature one", hidden=True)
    ThreadFactory(title="Feature two", held=True)

    assert find_threads(Access.of(moderator()), ["feature"], 9) == []


def test_find_posts_answers_plain_text():
    PostFactory(body="A *feature* store <b>")

    found = find_posts(Access.visitor(), ["feature"], 9)

    assert found[0].excerpt == "A feature store <b>"
