"""A walk over keys: every key once, in order, whatever stops it on the way."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as conf
from django.db import connection
from django_tasks_db.models import DBTaskResult

from core import clock
from outbox import registry
from outbox.models import Mail
from outbox.registry import Batch
from outbox.services import jobs
from outbox.services.batches import walk
from outbox.services.jobs import LEASE, claim_job, run_next_job
from outbox.services.working import work_once
from tests.racing import race

pytestmark = pytest.mark.django_db

# Keys from 1 to `last`; the mail of each says that it was dealt with.
WALK = """
from outbox.models import Mail
from outbox.services.mail import enqueue_mail

def keys(*, after, limit, last):
    return list(range(after + 1, min(after + limit, last) + 1))

def write(part, *, last):
    for key in part:
        enqueue_mail(kind=str(key), to="a@example.org", subject="s", text="t")
    return len(part)
"""
NAMES: dict = {}
exec(WALK, NAMES)
keys, write = NAMES["keys"], NAMES["write"]


def register(name="walk", **options):
    plain = {"keys": keys, "write": write, "size": 2, "page": 4}
    registry.register_batch(name, Batch(**plain | options))


def written():
    kinds = Mail.objects.order_by("pk").values_list("kind", flat=True)
    return [int(kind) for kind in kinds]


@pytest.mark.parametrize(("last", "turns"), [(0, 1), (3, 1), (4, 2), (9, 3)])
def test_a_walk_deals_with_every_key_in_order_a_page_a_turn(last, turns):
    register()
    jobs.enqueue("walk", last=last)

    ran = [run_next_job("w") for _ in range(turns + 1)]

    assert ran == [True] * turns + [False]
    assert written() == list(range(1, last + 1))
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_a_long_walk_lets_what_came_later_go_first():
    register()
    seen = []
    registry.register_job("note", lambda: seen.append(len(written())))
    jobs.enqueue("walk", last=9)
    jobs.enqueue("note")

    work_once()

    assert (seen, len(written())) == ([4], 9)


def test_trouble_takes_its_own_transaction_back_and_goes_on_from_there_later():
    broken = [True]

    def stumble(part, **arguments):
        done = write(part, **arguments)
        if 3 in part and broken:
            raise ZeroDivisionError("not yet")
        return done

    register(write=stumble)
    jobs.enqueue("walk", last=5)
    run_next_job("w")
    before = written()
    broken.clear()

    with clock.at(clock.now() + timedelta(minutes=2)):
        work_once()

    assert (before, written()) == ([1, 2], [1, 2, 3, 4, 5])


def test_attempts_count_from_the_last_key_that_was_dealt_with():
    register(write=lambda part, **_: 1 / (3 not in part))
    jobs.enqueue("walk", last=5)
    now = clock.now()

    for _ in range(jobs.MOST_ATTEMPTS - 1):
        with clock.at(now):
            run_next_job("w")
        now += timedelta(hours=2)

    assert DBTaskResult.objects.get().status == "READY"
    with clock.at(now):
        run_next_job("w")
    assert DBTaskResult.objects.get().status == "FAILED"


def test_a_walk_that_passes_over_trouble_deals_with_all_the_rest(caplog):
    def stumble(part, **arguments):
        done = write(part, **arguments)
        if 3 in part:
            raise ZeroDivisionError
        return done

    register(write=stumble, size=1, passes_over=True)
    jobs.enqueue("walk", last=5)

    work_once()

    assert written() == [1, 2, 4, 5]
    assert "passes over [3]" in caplog.text
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_walk_goes_to_the_end_without_a_job_and_says_how_much_was_done():
    register()

    assert walk("walk", last=9) == 9

    assert written() == list(range(1, 10))
    assert not DBTaskResult.objects.exists()


def test_a_worker_that_was_taken_for_lost_writes_nothing_more():
    def overtaken(part, **arguments):
        done = write(part, **arguments)
        if 3 in part and len(written()) < 5:
            with clock.at(clock.now() + LEASE):
                jobs.reap_lost_jobs()
                claim_job("another")
        return done

    register(write=overtaken)
    jobs.enqueue("walk", last=5)

    run_next_job("slow")

    assert written() == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_deal_with_each_key_once():
    register()
    for _ in range(2):
        jobs.enqueue("walk", last=9)

    def drain():
        while run_next_job("w"):
            pass

    race(*[drain] * 3)

    assert sorted(written()) == sorted([*range(1, 10)] * 2)


WORKER = """
import os, signal, sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
{walk}
from outbox import registry
from outbox.services.jobs import run_next_job

def killed(part, **arguments):
    done = write(part, **arguments)
    if 7 in part:
        os.kill(os.getpid(), signal.SIGKILL)
    return done

registry.register_batch(
    "walk", registry.Batch(keys=keys, write=killed, size=2, page=4)
)
while run_next_job("killed"):
    pass
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_on_the_way_loses_nothing_and_repeats_nothing():
    register()
    jobs.enqueue("walk", last=11)

    worker = subprocess.run(
        [
            *(sys.executable, "-c", WORKER.format(walk=WALK)),
            str(connection.settings_dict["NAME"]),
        ],
        cwd=conf.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
        timeout=60,
        check=False,
    )
    at_the_kill = written()
    with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
        jobs.reap_lost_jobs()
        while run_next_job("next"):
            pass

    assert worker.returncode == -signal.SIGKILL
    assert at_the_kill == [1, 2, 3, 4, 5, 6]
    assert written() == list(range(1, 12))
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"
