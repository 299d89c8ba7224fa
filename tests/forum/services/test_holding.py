import pytest
from django.core.exceptions import PermissionDenied

from access.access import Access
from core.errors import Changed
from forum.models import Post, Thread
from forum.services.holding import refuse_post, release_post
from forum.services.posts import edit_post, reply_to_thread
from forum.services.threads import start_thread
from moderation.models import LogEntry
from notifications.models import Notice
from tests.factories.access import member, moderator
from tests.factories.accounts import new_person
from tests.factories.forum import CategoryFactory, thread_of
from tests.jobs import run_jobs
from tests.richtext.parsing import rich

pytestmark = pytest.mark.django_db


def test_release_post_gives_the_next_place_and_tells_now():
    thread = thread_of(1, author=member())
    held = reply_to_thread(author=new_person(), thread=thread, body="Hello")
    reply_to_thread(author=thread.author, thread=thread, body="Second")

    post = release_post(moderator=moderator(), post=held)

    thread.refresh_from_db()
    assert (post.position, post.held_at) == (3, None)
    assert post.created_at > held.created_at
    assert (thread.reply_count, thread.last_position) == (2, 3)
    run_jobs()
    told = Notice.objects.filter(recipient=thread.author).values_list("verb", flat=True)
    assert "forum.replied" in told


def test_release_post_brings_a_held_thread_out():
    thread = start_thread(
        author=new_person(), category=CategoryFactory(), title="Hello", body="First"
    )
    assert not Thread.objects.visible_to(Access.visitor()).exists()

    release_post(moderator=moderator(), post=thread.posts.get())

    thread.refresh_from_db()
    assert (thread.is_held, thread.last_position, thread.reply_count) == (False, 1, 0)
    assert Thread.objects.visible_to(Access.visitor()).listed().get() == thread


def test_a_held_post_can_be_edited_and_comes_out_as_it_then_is():
    thread = thread_of(1, author=member())
    held = reply_to_thread(author=new_person(), thread=thread, body="Helo")
    edited = edit_post(author=held.author, post=held, body="Hello", revision=1)

    post = release_post(moderator=moderator(), post=edited)

    assert post.body_html == rich("<p>Hello</p>")


def test_release_post_keeps_in_what_was_changed_since_it_was_read():
    thread = thread_of(1, author=member())
    read = reply_to_thread(author=new_person(), thread=thread, body="Helo")
    edit_post(author=read.author, post=read, body="Hello", revision=1)

    with pytest.raises(Changed, match="changed the text"):
        release_post(moderator=moderator(), post=read)

    read.refresh_from_db()
    assert (read.is_held, read.position) == (True, None)
    assert not LogEntry.objects.exists()


def test_release_post_refuses_a_second_time():
    thread = thread_of(1)
    held = reply_to_thread(author=new_person(), thread=thread, body="Hello")
    release_post(moderator=moderator(), post=held)

    with pytest.raises(PermissionDenied, match="not waiting"):
        release_post(moderator=moderator(), post=held)

    assert Post.objects.filter(thread=thread).count() == 2


def test_refuse_post_keeps_it_in_with_a_reason():
    thread = thread_of(1)
    held = reply_to_thread(author=new_person(), thread=thread, body="Buy this")

    post = refuse_post(moderator=moderator(), post=held, reason="Rule 4")

    thread.refresh_from_db()
    assert (post.position, post.hidden_reason) == (None, "Rule 4")
    assert (thread.last_position, thread.is_hidden) == (1, False)
    assert not Post.objects.waiting().exists()


def test_refuse_post_hides_a_held_thread_with_its_first_post():
    thread = start_thread(
        author=new_person(), category=CategoryFactory(), title="Hello", body="Buy"
    )

    refuse_post(moderator=moderator(), post=thread.posts.get(), reason="Rule 4")

    thread.refresh_from_db()
    assert (thread.is_hidden, thread.hidden_reason) == (True, "Rule 4")


@pytest.mark.parametrize(
    ("service", "fields"), [(release_post, {}), (refuse_post, {"reason": "No"})]
)
def test_deciding_refuses_whoever_is_no_moderator(service, fields):
    held = reply_to_thread(author=new_person(), thread=thread_of(1), body="Hello")

    with pytest.raises(PermissionDenied):
        service(moderator=member(), post=held, **fields)

    held.refresh_from_db()
    assert (held.position, held.hidden_at) == (None, None)
