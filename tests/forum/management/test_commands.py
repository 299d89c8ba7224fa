import io

import pytest
from django.core.management import call_command

from forum.models import Post, Thread
from richtext import rendering
from tests.factories.forum import PostFactory, thread_of
from tests.richtext.parsing import rich

pytestmark = pytest.mark.django_db


def run(*command, **options):
    out = io.StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue()


def test_rerender_posts_renders_every_stale_post():
    PostFactory.create_batch(
        3, body="*New*", body_html=rich("old"), body_html_version=0
    )

    assert run("rerender_posts", "--dry-run") == "3 posts to render.\n"
    assert run("rerender_posts") == "Rendered 3 posts, 0 left.\n"

    assert not Post.objects.rendered_before(rendering.VERSION).exists()
    htmls = set(Post.objects.values_list("body_html", flat=True))
    assert htmls == {rich("<p><em>New</em></p>")}


def test_recount_threads_mends_what_is_wrong():
    thread_of(3)
    wrong = thread_of(3)
    Thread.objects.filter(pk=wrong.pk).update(reply_count=0)

    assert run("recount_threads") == "Looked at 2 threads, mended 1.\n"

    wrong.refresh_from_db()
    assert wrong.reply_count == 2


def test_commands_can_be_quiet():
    thread_of(1)

    assert run("recount_threads", verbosity=0) == ""
    assert run("rerender_posts", verbosity=0) == ""
