"""What was refused before it was ever out, and is looked at once more."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from access.access import Access
from core import clock
from forum.models import Post, Thread
from forum.services.moderating import hide_thread, restore_thread
from forum.services.posts import reply_to_thread
from forum.services.threads import start_thread
from moderation.models import Case, LogEntry, Message, Rule
from moderation.services import decisions, holding
from moderation.services.decisions import Decision
from moderation.services.flags import open_case
from moderation.services.subjects import find
from tests.factories.accounts import new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused(hana, category):
    """The first thread of a new person, which a moderator kept in."""
    thread = start_thread(
        author=new_person(display_name="Nils New"),
        category=category,
        title="Where do I begin?",
        body="First words.",
    )
    post = thread.posts.get()
    rule = Rule.objects.get(number=4)
    holding.refuse(moderator=hana, kind="post", pk=post.pk, rule=rule, words="")
    return post


def bring_back(person, kind, pk):
    with transaction.atomic():
        case = open_case(find(Access.of(person), kind, pk))
    return decisions.restore(
        moderator=person, case=case, decision=Decision(version=case.version)
    )


@pytest.mark.parametrize("kind", ["post", "thread"])
def test_what_was_refused_waits_again_as_a_whole(hana, refused, kind):
    pk = refused.pk if kind == "post" else refused.thread_id

    case = bring_back(hana, kind, pk)

    thread = Thread.objects.get()
    assert (thread.is_held, thread.is_hidden) == (True, False)
    assert Post.objects.waiting().get() == refused
    assert case.outcome == "waiting"
    actions = list(LogEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["refuse", "reopen"]


@pytest.mark.parametrize("kind", ["post", "thread"])
def test_its_author_is_told_that_it_waits_and_not_that_it_is_out(hana, refused, kind):
    pk = refused.pk if kind == "post" else refused.thread_id

    bring_back(hana, kind, pk)

    message = Message.objects.filter(recipient=refused.author).latest("pk")
    title = (
        "Thread of a new person: “Where do I begin?”"
        if kind == "post"
        else "Where do I begin?"
    )
    assert message.subject == f"Your {kind} waits to be read again"
    assert message.paragraphs == [
        "Hello Nils New,",
        (
            f"Your {kind} of {clock.now():%-d %B %Y} ({title}) was not published. We "
            "look at it once more: it waits to be read by a person, and you are told "
            "what becomes of it."
        ),
        "Hana Okabe, moderator",
    ]


def test_what_waits_again_can_be_released_and_read(client, hana, refused):
    bring_back(hana, "post", refused.pk)

    holding.release(moderator=hana, kind="post", pk=refused.pk)

    page = client.get(refused.thread.get_absolute_url())
    assert page.status_code == 200
    assert "First words." in page.content.decode()


def test_nothing_is_released_into_a_hidden_thread(client, hana, thread, held_post):
    hide_thread(moderator=hana, thread=thread, reason="Rule 4")
    before = LogEntry.objects.count()

    with pytest.raises(PermissionDenied, match="Its thread is hidden"):
        holding.release(moderator=hana, kind="post", pk=held_post.pk)

    held_post.refresh_from_db()
    assert (held_post.is_held, held_post.position) == (True, None)
    assert LogEntry.objects.count() == before
    assert not Message.objects.exists()
    assert not Case.objects.exists()
    client.force_login(hana)
    page = client.get(f"/moderation/held/post/{held_post.pk}/").content.decode()
    assert "It cannot be released at the moment." in page


def test_a_thread_around_a_held_reply_comes_back_as_it_was(hana, thread, held_post):
    """Only what never was out waits again: the thread was out long ago."""
    hide_thread(moderator=hana, thread=thread, reason="Rule 4")

    restore_thread(moderator=hana, thread=thread)

    thread.refresh_from_db()
    assert (thread.is_hidden, thread.is_held) == (False, False)
    assert LogEntry.objects.latest("pk").action == "restore"
    later = reply_to_thread(author=thread.author, thread=thread, body="Go on.")
    assert later.position == 2
