"""Who follows a thread hears of a reply, and its author pays nothing for them."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as conf
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from core import clock
from forum.services.posts import reply_to_thread
from notifications.enums import Level
from notifications.models import Event, Notice, Rule
from notifications.services.events import JOB
from notifications.services.rules import set_rule
from outbox import registry as jobs
from outbox.models import Mail
from outbox.services.jobs import LEASE, reap_lost_jobs, run_next_job
from outbox.services.sending import send_due_mail
from tests.factories.access import expired, member
from tests.factories.accounts import UserFactory
from tests.factories.forum import members_category, thread_of
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db

MANY = 10_000
# Queries, rows inserted and rows changed by a reply.
REPLY_COST = (14, 3, 2)
# What a turn of the job asks, and one more where somebody is to be mailed.
JOB_ASKS = 25


def follow(person, thread, level=Level.FOLLOW):
    set_rule(person=person, kind="thread", target_id=thread.pk, level=level)


def followers(count, thread):
    """So many at once, without a service."""
    people = User.objects.bulk_create(
        User(
            handle=f"follower-{number}",
            display_name=f"Follower {number}",
            email=f"follower-{number}@example.org",
        )
        for number in range(count)
    )
    Rule.objects.bulk_create(
        Rule(
            person=person,
            target_kind="thread",
            target_id=thread.pk,
            level=Level.FOLLOW,
        )
        for person in people
    )


def told():
    rows = Notice.objects.order_by("recipient")
    return list(rows.values_list("recipient", "verb"))


def test_a_reply_reaches_each_by_the_strongest_reason_once():
    thread = thread_of(1, author=member())
    ana, ben = member(handle="ana"), member()
    for person in (ana, ben, thread.author):
        follow(person, thread)

    reply_to_thread(author=member(), thread=thread, body="Ask @ana.")
    run_jobs()

    assert told() == [
        (thread.author_id, "forum.replied"),
        (ana.pk, "forum.mentioned"),
        (ben.pk, "forum.followed"),
    ]
    kinds = Mail.objects.order_by("kind").values_list("kind", "to")
    assert list(kinds) == [
        ("forum_mentioned", ana.email),
        ("forum_replied", thread.author.email),
    ]


def test_a_reply_reaches_nobody_who_muted_the_thread_its_category_or_its_author():
    thread, writer = thread_of(1, author=member()), member()
    follow(thread.author, thread, Level.MUTE)
    ana, ben = member(handle="ana"), member()
    set_rule(
        person=ana, kind="category", target_id=thread.category_id, level=Level.MUTE
    )
    follow(ben, thread)
    set_rule(person=ben, kind="person", target_id=writer.pk, level=Level.MUTE)

    reply_to_thread(author=writer, thread=thread, body="Ask @ana.")
    run_jobs()

    assert told() == []
    assert not Mail.objects.exists()


@pytest.mark.parametrize("kind", ["thread", "category"])
def test_a_mail_that_waits_does_not_leave_for_who_mutes_its_place(mailoutbox, kind):
    thread = thread_of(1, author=member())
    reply_to_thread(author=member(), thread=thread, body="An answer")
    run_jobs()
    place = {"thread": thread.pk, "category": thread.category_id}[kind]
    set_rule(person=thread.author, kind=kind, target_id=place, level=Level.MUTE)

    with clock.at(clock.now() + timedelta(minutes=11)):
        send_due_mail()

    assert mailoutbox == []
    assert Mail.objects.get().drop_reason == "The recipient has muted it."


def test_a_follower_whose_window_has_ended_hears_nothing_until_it_opens_again():
    thread = thread_of(1, category=members_category())
    ana = member()
    follow(ana, thread)
    ana.grants.update(ends_at=clock.now())
    reply_to_thread(author=member(), thread=thread, body="While she is away")
    run_jobs()
    while_closed = told()

    ana.grants.update(ends_at=clock.now() + timedelta(days=9))
    reply_to_thread(author=member(), thread=thread, body="Now she is back")
    run_jobs()

    assert while_closed == []
    assert told() == [(ana.pk, "forum.followed")]
    assert not Notice.objects.filter(recipient=expired()).exists()


def test_a_reply_costs_its_author_the_same_with_ten_thousand_followers():
    quiet, loud = [thread_of(1, author=member()) for _ in range(2)]
    writer = member()
    reply_to_thread(author=writer, thread=thread_of(1), body="Warm")
    Event.objects.all().delete()
    DBTaskResult.objects.all().delete()
    followers(MANY, loud)
    costs = []

    for thread in (quiet, loud):
        with CaptureQueriesContext(connection) as asked:
            reply_to_thread(author=writer, thread=thread, body=f"To {thread.pk}")
        verbs = [query["sql"].split()[0] for query in asked]
        costs.append((len(asked), verbs.count("INSERT"), verbs.count("UPDATE")))

    # A post, an event and its job; the thread and its category.
    assert costs == [REPLY_COST] * 2
    written = [model.objects.count() for model in (Event, DBTaskResult, Notice, Mail)]
    assert written == [2, 2, 0, 0]


def test_the_job_asks_as_often_for_each_five_hundred():
    thread = thread_of(1, author=UserFactory())
    followers(1_500, thread)
    reply_to_thread(author=member(), thread=thread, body="To all")
    costs = []

    for turn in (1, 2, 3):
        with CaptureQueriesContext(connection) as asked:
            run_next_job("w")
        asks = [query for query in asked if not query["sql"].startswith("INSERT")]
        costs.append(len(asks))
        assert Notice.objects.count() == 500 * turn

    assert costs == [JOB_ASKS + 1, JOB_ASKS, JOB_ASKS]


WORKER = """
import os, signal, sys
from dataclasses import replace
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from notifications.models import Notice
from notifications.services.events import JOB
from outbox import registry
from outbox.services.jobs import run_next_job

batch = registry.batch(JOB)

def killed(keys, **arguments):
    done = batch.write(keys, **arguments)
    if Notice.objects.count() > 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return done

registry._batches[JOB] = replace(batch, size=4, page=4, write=killed)
while run_next_job("killed"):
    pass
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_on_the_way_tells_everybody_once():
    thread = thread_of(1, author=UserFactory())
    followers(10, thread)
    reply_to_thread(author=member(), thread=thread, body="To all")

    worker = subprocess.run(
        [sys.executable, "-c", WORKER, str(connection.settings_dict["NAME"])],
        cwd=conf.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
        timeout=120,
        check=False,
    )
    at_the_kill = (Notice.objects.count(), Mail.objects.count())
    with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
        reap_lost_jobs()
        run_jobs()

    assert worker.returncode == -signal.SIGKILL
    assert at_the_kill == (4, 1)
    people = Rule.objects.order_by("person").values_list("person", flat=True)
    assert told() == [
        (thread.author_id, "forum.replied"),
        *((person, "forum.followed") for person in people),
    ]
    assert [mail.to for mail in Mail.objects.all()] == [thread.author.email]
    assert Event.objects.get().done_at is not None
    assert jobs.batch(JOB).size == 500
