"""What is one reader's on a page of posts: one question for all kinds of marks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.access import Access
from core import dry_run
from forum import registry
from forum.models import Mention
from forum.pages import overlay
from forum.registry import Overlay, PersonalMark
from moderation.services.flags import flag_thing
from tests.factories.access import member, moderator
from tests.factories.forum import PostFactory, thread_of

pytestmark = pytest.mark.django_db

PARTS = {"parts/cheer.html": '<i class="cheer">{{ value }} for {{ post.position }}</i>'}


@pytest.fixture
def cheers(monkeypatch, settings, tmp_path):
    """A kind of mark like a reaction: a mention stands for one that its person gave."""
    for name, text in PARTS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    first = settings.TEMPLATES[0]
    settings.TEMPLATES = [first | {"DIRS": [tmp_path, *first["DIRS"]]}]
    monkeypatch.setattr(registry, "_marks", dict(registry._marks))
    monkeypatch.setattr(registry, "_overlays", dict(registry._overlays))
    overlay._part.cache_clear()
    yield register
    overlay._part.cache_clear()


def register(key="cheer"):
    registry.register_mark(
        PersonalMark(
            key=key,
            sql="SELECT r.post_id, r.handle FROM forum_mention r "
            "WHERE r.person_id = %(reader)s AND r.post_id IN ({posts})",
            queryset=lambda access, ids: Mention.objects.filter(
                person=access.person_id, post__in=ids
            ).values_list("post", "handle"),
            template="parts/cheer.html",
        )
    )


def cheer(person, post, what="well-put"):
    Mention.objects.create(person=person, post=post, handle=what)


def asked_by(client, url):
    with CaptureQueriesContext(connection) as asked:
        page = client.get(url)
    return [query["sql"] for query in asked], page.content.decode()


def test_the_question_for_each_kind_is_its_queryset(cheers):
    cheers()
    reader, other = member(), member()
    thread = thread_of(4)
    posts = list(thread.posts.order_by("position"))
    for person, marked in ((reader, posts[:2]), (other, posts[1:])):
        for post in marked:
            flag_thing(reporter=person, kind="post", pk=post.pk, reason="other")
            cheer(person, post, f"by-{person.pk}")
    flag_thing(reporter=reader, kind="thread", pk=thread.pk, reason="other")
    asked = [post.pk for post in posts[:3]]

    for person in (reader, other, member()):
        access = Access.of(person)
        found = overlay.load(access, asked)
        for mark in registry.marks():
            known = {pk: found.of(mark.key, pk) for pk in asked}
            expected = dict(mark.queryset(access, asked))
            assert known == {pk: expected.get(pk) for pk in asked}, mark.key


def test_a_kind_shows_on_posts_with_no_piece_ended_and_no_question_more(client, cheers):
    reader, thread = member(), thread_of(3)
    url = thread.get_absolute_url()
    client.force_login(reader)
    client.get(url)
    before, _page = asked_by(client, url)

    cheers()
    cheer(reader, thread.posts.get(position=2))
    after, page = asked_by(client, url)

    assert len(after) == len(before)
    assert [sql for sql in after if "body_html" in sql] == []
    assert page.count('class="cheer"') == 1
    assert '<i class="cheer">well-put for 2</i>' in page


@pytest.mark.parametrize("posts", [1, 3, 20])
def test_a_page_costs_the_same_however_many_kinds_there_are(client, cheers, posts):
    thread, reader = thread_of(posts), member()
    url = thread.get_absolute_url()
    client.force_login(reader)
    for kind in ("cheer", "bookmark", "vote"):
        cheers(kind)
    for post in thread.posts.all():
        cheer(reader, post)
        flag_thing(reporter=reader, kind="post", pk=post.pk, reason="other")
    client.get(url)

    asked, page = asked_by(client, url)

    assert len(asked) == 7
    assert page.count('class="cheer"') == 3 * posts


def test_nobody_else_sees_a_mark_and_a_visitor_asks_for_none(client, cheers):
    cheers()
    reader, thread = member(), thread_of(2)
    cheer(reader, thread.posts.get(position=1))
    url = thread.get_absolute_url()

    asked, page = asked_by(client, url)
    client.force_login(moderator())
    _asked, of_another = asked_by(client, url)

    assert [sql for sql in asked if "forum_mention" in sql] == []
    assert "cheer" not in page
    assert "cheer" not in of_another


def test_who_only_looks_is_shown_no_mark(cheers, django_assert_num_queries):
    cheers()
    reader, thread = member(), thread_of(1)
    cheer(reader, thread.posts.get())
    access = Access.of(reader)

    with dry_run.active(), django_assert_num_queries(0):
        assert overlay.load(access, [thread.last_position]).kinds == []


def test_an_overlay_of_another_kind_is_loaded_for_the_page_at_once(client, cheers):
    asked = []

    def load(access, posts):
        asked.append((access.person_id, list(posts)))
        return {posts[-1]: "seen"}

    registry.register_overlay(Overlay("seen", load, "parts/cheer.html"))
    reader, thread = member(), thread_of(2)
    PostFactory(thread=thread, position=3, deleted=True)
    client.force_login(reader)

    page = client.get(thread.get_absolute_url()).content.decode()

    ids = thread.posts.order_by("position").values_list("pk", flat=True)
    assert asked == [(reader.pk, list(ids)[:2])]
    assert page.count("seen for 2") == 1
