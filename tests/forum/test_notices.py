"""What people hear of posts, and when once is enough."""

from datetime import timedelta
from functools import partial

import pytest

from core import clock
from forum.models import Thread
from forum.services.moderating import hide_post
from forum.services.posts import delete_post, edit_post, reply_to_thread, undelete_post
from forum.services.threads import rename_thread
from notifications.models import Notice
from outbox.models import Mail
from outbox.services.sending import send_due_mail
from tests.factories.access import member, moderator
from tests.factories.forum import thread_of
from tests.jobs import run_jobs
from tests.racing import race

pytestmark = pytest.mark.django_db


def reply(thread, body):
    """One reply, told of at once as by a worker that waits for it."""
    post = reply_to_thread(author=member(), thread=thread, body=body)
    run_jobs()
    return post


def sent():
    return Mail.objects.filter(kind="forum_replied", sent_at__isnull=False).count()


def take_back(post):
    delete_post(author=post.author, post=post)


def hide(post):
    hide_post(moderator=moderator(), post=post, reason="Rule 4")


@pytest.mark.parametrize("remove", [take_back, hide])
def test_a_reply_that_went_away_silences_no_later_one(remove):
    thread = thread_of(1, author=member())
    remove(reply(thread, "Sorry, wrong one"))

    later = clock.now() + timedelta(days=3)
    with clock.at(later):
        for _ in range(3):
            reply(thread, "A good answer")
    with clock.at(later + timedelta(hours=1)):
        send_due_mail()

    assert Notice.objects.filter(recipient=thread.author).count() == 4
    assert sent() == 1


def test_a_reply_that_came_back_stands_for_its_thread_again():
    thread = thread_of(1, author=member())
    first = reply(thread, "As it was")
    take_back(first)
    undelete_post(author=first.author, post=first)

    reply(thread, "Another")

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
    reply(thread, "Ask @ana, I would.")
    other = thread_of(1, author=member())
    reply(other, "Elsewhere.")

    rename(thread)
    run_jobs()

    client.force_login(ana)
    with clock.at(clock.now() + timedelta(minutes=11)):
        page = client.get("/me/notices/").content.decode()
        send_due_mail()
    assert "mentioned you in “Which way?”" in page
    # The moderator's message to the author alone names both.
    letter = "The title of your thread is another one"
    notified = [mail for mail in mailoutbox if mail.subject != letter]
    assert {ana.email, thread.author.email} <= {mail.to[0] for mail in notified}
    assert not [
        m for m in notified if "Acme" in m.subject + m.body + str(m.alternatives)
    ]
    [elsewhere] = [mail for mail in notified if mail.to[0] == other.author.email]
    assert other.title in elsewhere.subject


def test_a_mail_that_waits_says_what_the_post_says_when_it_leaves(mailoutbox):
    thread, ana = thread_of(1, author=member()), member(handle="ana")
    post = reply(thread, "A hasty word about @ana.")
    edit_post(author=post.author, post=post, body="Kind words for @ana.", revision=1)
    run_jobs()

    with clock.at(clock.now() + timedelta(minutes=11)):
        send_due_mail()

    assert {mail.to[0] for mail in mailoutbox} == {thread.author.email, ana.email}
    for mail in mailoutbox:
        whole = mail.body + str(mail.alternatives)
        assert "Kind words" in whole
        assert "hasty" not in whole
    # What a notice keeps of words would have to be changed with them.
    assert list(Notice.objects.values_list("context", flat=True)) == [{}, {}]


@pytest.mark.parametrize("remove", [take_back, hide])
def test_a_mail_that_waits_never_leaves_for_a_post_that_went(mailoutbox, remove):
    thread = thread_of(1, author=member())
    remove(reply(thread, "A hasty word"))

    with clock.at(clock.now() + timedelta(minutes=11)):
        send_due_mail()

    assert mailoutbox == []


def test_a_mail_that_has_left_is_not_rewritten(mailoutbox):
    thread = thread_of(1, author=member())
    post = reply(thread, "As it was")
    later = clock.now() + timedelta(minutes=11)
    with clock.at(later):
        send_due_mail()
        edit_post(author=post.author, post=post, body="As it is", revision=1)
        send_due_mail()

    assert len(mailoutbox) == 1
    assert "As it was" in Mail.objects.get().text


def replies_to(thread, *bodies):
    """One reply a minute, all within the ten minutes that a mail waits."""
    posts = []
    for number, body in enumerate(bodies):
        with clock.at(clock.now() + timedelta(minutes=number)):
            posts.append(reply(thread, body))
    return posts


def mailed(mailoutbox, hours=1):
    with clock.at(clock.now() + timedelta(hours=hours)):
        send_due_mail()
    return [mail.body for mail in mailoutbox]


@pytest.mark.parametrize("remove", [take_back, hide])
def test_the_next_reply_is_mailed_where_the_first_went_away(mailoutbox, remove):
    thread = thread_of(1, author=member())
    first, _second, _third = replies_to(thread, "Wrong one", "Right one", "And more")

    remove(first)

    [body] = mailed(mailoutbox)
    assert ("Right one" in body, "Wrong one" in body) == (True, False)
    [waits] = Mail.objects.filter(sent_at__isnull=False)
    notified = Notice.objects.get(pk=waits.guard_args["notice"])
    assert waits.due_at == notified.due_at + timedelta(minutes=10)


def test_the_one_after_is_mailed_where_the_next_goes_away_as_well(mailoutbox):
    thread = thread_of(1, author=member())
    first, second, _third = replies_to(thread, "Wrong one", "Wrong too", "Right one")

    take_back(first)
    take_back(second)

    [body] = mailed(mailoutbox)
    assert "Right one" in body


def test_one_mail_leaves_where_the_first_comes_back(mailoutbox):
    thread = thread_of(1, author=member())
    first, _second = replies_to(thread, "Wrong one", "Right one")

    take_back(first)
    undelete_post(author=first.author, post=first)
    take_back(first)

    assert len(mailed(mailoutbox)) == 1


def test_nothing_more_is_mailed_where_the_first_has_left_already(mailoutbox):
    thread = thread_of(1, author=member())
    first, _second = replies_to(thread, "Told", "Another")
    assert len(mailed(mailoutbox)) == 1

    with clock.at(clock.now() + timedelta(hours=2)):
        take_back(first)

    assert len(mailed(mailoutbox, hours=4)) == 1


def test_the_next_mention_is_mailed_where_the_first_went_away(mailoutbox):
    thread, ana = thread_of(1, author=member()), member(handle="ana")
    first, _second = replies_to(thread, "@ana wrong", "@ana right")

    take_back(first)

    mailed(mailoutbox)
    [mail] = [mail for mail in mailoutbox if mail.to == [ana.email]]
    assert "right" in mail.body


@pytest.mark.django_db(transaction=True)
def test_a_reply_beside_the_going_of_the_first_is_mailed_once(mailoutbox):
    thread = thread_of(1, author=member())
    [first] = replies_to(thread, "Wrong one")

    race(
        partial(take_back, first),
        partial(reply, thread, "Right one"),
    )

    [body] = mailed(mailoutbox)
    assert "Right one" in body
