from datetime import timedelta

import pytest

from core import clock
from forum.models import Post, Thread
from forum.services.posts import correct_post
from forum.services.rendering import rerender_stale_posts
from richtext import rendering
from tests.factories.access import member
from tests.factories.forum import PostFactory
from tests.richtext.parsing import rich, shown

pytestmark = pytest.mark.django_db


def test_rerender_stale_posts_renders_only_the_stale_and_ends_kept_pages():
    stale = PostFactory(body="*Old*", body_html=rich("old"), body_html_version=0)
    fresh = PostFactory(body="*New*", body_html=rich("kept as it is"))

    assert rerender_stale_posts(limit=10) == (1, stale.pk)

    stale.refresh_from_db()
    fresh.refresh_from_db()
    assert stale.body_html == rich("<p><em>Old</em></p>")
    assert stale.body_html_version == rendering.VERSION
    assert fresh.body_html == rich("kept as it is")
    versions = Thread.objects.order_by("pk").values_list("version", flat=True)
    assert list(versions) == [2, 1]


def test_rerender_stale_posts_goes_on_after_a_key():
    first, second, third = PostFactory.create_batch(3, body_html_version=0)

    assert rerender_stale_posts(limit=1, after=first.pk) == (1, second.pk)
    assert rerender_stale_posts(limit=5, after=second.pk) == (1, third.pk)
    assert rerender_stale_posts(limit=5, after=third.pk) == (0, third.pk)
    assert Post.objects.rendered_before(rendering.VERSION).get() == first


def test_rerender_stale_posts_keeps_corrections_by_themselves():
    post = PostFactory(author=member(), body="```\nopen", created_at=long_ago())
    correct_post(author=post.author, post=post, words="# It was @ana-once", revision=1)
    post.refresh_from_db()
    html = post.body_html
    Post.objects.update(body_html=rich("old"), body_html_version=0)

    rerender_stale_posts(limit=10)

    post.refresh_from_db()
    assert post.body_html == html
    assert shown(html).count("<h4>It was") == 1
    assert post.mentions.get().handle == "ana-once"


def long_ago():
    return clock.now() - timedelta(days=2)
