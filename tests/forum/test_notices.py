"""What people hear of posts, and when once is enough."""

from datetime import timedelta

import pytest

from core import clock
from forum.models import Thread
from forum.services.moderating import hide_post
from forum.services.posts import delete_post, edit_post, reply_to_thread, undelete_post
from forum.services.threads import rename_thread
from notifications.models import Notice
from outbox.models import Mail
from outbox.services.sending import send_due_mail
from tests.factories.accounts import member, moderator
from tests.factories.forum import thread_of

pytestmark = pytest.mark.django_db


def sent():
    return Mail.objects.filter(kind="forum_replied", sent_at__isnull=False).count()


def take_back(post):
    delete_post(author=post.author, post=post)


def hide(post):
    hide_post(moderator=moderator(), post=post, reason="Rule 4")


@pytest.mark.parametrize("remove", [take_back, hide])
def test_a_reply_that_went_away_silences_no_later_one(remove):
    thread = thread_of(1, author=member())
    remove(reply_to_thread(author=member(), thread=thread, body="Sorry, wrong one"))

    later = clock.now() + timedelta(days=3)
    with clock.at(later):
        for _ in range(3):
            reply_to_thread(author=member(), thread=thread, body="A good answer")
    with clock.at(later + timedelta(hours=1)):
        send_due_mail()

    assert Notice.objects.filter(recipient=thread.author).count() == 4
    assert sent() == 1


def test_a_reply_that_came_back_stands_for_its_thread_again():
    thread = thread_of(1, author=member())
    reply = reply_to_thread(author=member(), thread=thread, body="As it was")
    take_back(reply)
    undelete_post(author=reply.author, post=reply)

    reply_to_thread(author=member(), thread=thread, body="Another")

    assert Mail.objects.filter(kind="forum_replied").count() == 1


def by_a_moderator(thread):
    rename_thread(actor=moderator(), thread=thread, title="Which way?", reason="Rule 3")


def by_its_author(thread):
    rename_thread(actor=thread.author, thread=thread, title="Which way?")


@pytest.mark.parametrize("rename", [by_a_moderator, by_its_author])
def test_what_was_told_of_a_thread_calls_it_by_its_new_name(client, mailoutbox, rename):
    """A title may go because it tells what should stay private."""
    thread, ana = thread_of(1, author=member()), member(handle="ana")
    Thread.objects.filter(pk=thread.pk).update(title="At Acme, which way?")
    reply_to_thread(author=member(), thread=thread, body="Ask @ana, I would.")
    other = thread_of(1, author=member())
    reply_to_thread(author=member(), thread=other, body="Elsewhere.")

    rename(thread)

    client.force_login(ana)
    with clock.at(clock.now() + timedelta(minutes=11)):
        page = client.get("/me/notices/").content.decode()
        send_due_mail()
    assert "mentioned you in “Which way?”" in page
    # The moderator's letter to the author alone names both.
    letter = "The title of your thread is another one"
    told = [mail for mail in mailoutbox if mail.subject != letter]
    assert {ana.email, thread.author.email} <= {mail.to[0] for mail in told}
    assert not [m for m in told if "Acme" in m.subject + m.body + str(m.alternatives)]
    [elsewhere] = [mail for mail in told if mail.to[0] == other.author.email]
    assert other.title in elsewhere.subject


def test_a_mail_that_waits_says_what_the_post_says_when_it_leaves(mailoutbox):
    thread, ana = thread_of(1, author=member()), member(handle="ana")
    reply = reply_to_thread(
        author=member(), thread=thread, body="A hasty word about @ana."
    )
    edit_post(author=reply.author, post=reply, body="Kind words for @ana.", revision=1)

    with clock.at(clock.now() + timedelta(minutes=11)):
        send_due_mail()

    assert {mail.to[0] for mail in mailoutbox} == {thread.author.email, ana.email}
    for mail in mailoutbox:
        whole = mail.body + str(mail.alternatives)
        assert "Kind words" in whole
        assert "hasty" not in whole
    contexts = Notice.objects.values_list("context", flat=True)
    assert {context["excerpt"] for context in contexts} == {"Kind words for @ana."}


@pytest.mark.parametrize("remove", [take_back, hide])
def test_a_mail_that_waits_never_leaves_for_a_post_that_went(mailoutbox, remove):
    thread = thread_of(1, author=member())
    remove(reply_to_thread(author=member(), thread=thread, body="A hasty word"))

    with clock.at(clock.now() + timedelta(minutes=11)):
        send_due_mail()

    assert mailoutbox == []


def test_a_mail_that_has_left_is_not_rewritten(mailoutbox):
    thread = thread_of(1, author=member())
    reply = reply_to_thread(author=member(), thread=thread, body="As it was")
    later = clock.now() + timedelta(minutes=11)
    with clock.at(later):
        send_due_mail()
        edit_post(author=reply.author, post=reply, body="As it is", revision=1)
        send_due_mail()

    assert len(mailoutbox) == 1
    assert "As it was" in Mail.objects.get().text
