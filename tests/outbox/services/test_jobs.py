from datetime import timedelta

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from core import clock
from outbox import registry
from outbox.services import jobs
from outbox.services.jobs import LEASE, MOST_ATTEMPTS, claim_job, run_next_job
from tests.racing import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def ran():
    """What the job "note" was called with; "stumble" fails the first two times."""
    calls = []

    def stumble():
        calls.append("stumble")
        if len(calls) < 3:
            raise ZeroDivisionError("not yet")

    registry.register_job("note", lambda **kwargs: calls.append(kwargs))
    registry.register_job("stumble", stumble)
    return calls


def states():
    return list(DBTaskResult.objects.values_list("status", flat=True))


def test_enqueue_runs_the_job_once_with_its_arguments(ran):
    jobs.enqueue("note", post=7, words="ä")

    outcomes = [run_next_job("w"), run_next_job("w")]

    assert (outcomes, ran) == ([True, False], [{"post": 7, "words": "ä"}])
    assert states() == ["SUCCESSFUL"]


def test_enqueue_is_undone_with_the_transaction_that_caused_it(ran):
    with transaction.atomic():
        jobs.enqueue("note")
        transaction.set_rollback(True)

    assert states() == []


def test_enqueue_refuses_a_name_that_nobody_registered():
    with pytest.raises(KeyError):
        jobs.enqueue("nobody")

    assert states() == []


def test_a_job_waits_for_its_time(ran):
    jobs.enqueue("note", due_at=clock.now() + timedelta(hours=1))

    assert not run_next_job("w")
    with clock.at(clock.now() + timedelta(hours=1)):
        assert run_next_job("w")
    assert ran == [{}]


def test_a_job_that_fails_is_tried_again_later(ran):
    jobs.enqueue("stumble")
    start = clock.now()

    run_next_job("w")
    assert not run_next_job("w")
    with clock.at(start + timedelta(minutes=2)):
        run_next_job("w")
    with clock.at(start + timedelta(minutes=6)):
        run_next_job("w")

    assert (ran, states()) == (["stumble"] * 3, ["SUCCESSFUL"])


def test_a_job_that_always_fails_ends_and_leaves_its_reason():
    registry.register_job("broken", lambda: 1 / 0)
    jobs.enqueue("broken")
    now = clock.now()

    for _ in range(MOST_ATTEMPTS):
        now += timedelta(hours=2)
        with clock.at(now):
            run_next_job("w")

    (job,) = DBTaskResult.objects.all()
    assert (job.status, len(job.worker_ids)) == ("FAILED", MOST_ATTEMPTS)
    assert "ZeroDivisionError" in job.traceback
    with clock.at(now + timedelta(days=1)):
        assert not run_next_job("w")


def test_a_failing_job_does_not_hold_up_the_next(ran):
    registry.register_job("broken", lambda: 1 / 0)
    jobs.enqueue("broken")
    jobs.enqueue("note")

    run_next_job("w")
    run_next_job("w")

    assert ran == [{}]


def test_reap_lost_jobs_gives_back_what_a_killed_worker_held(ran):
    jobs.enqueue("note")
    claim_job("killed")

    assert jobs.reap_lost_jobs() == 0
    assert not run_next_job("w")
    with clock.at(clock.now() + LEASE):
        assert jobs.reap_lost_jobs() == 1
        assert run_next_job("w")
    assert ran == [{}]


def test_reap_lost_jobs_ends_a_job_that_kills_every_worker(ran):
    jobs.enqueue("note")
    now = clock.now()

    for _ in range(MOST_ATTEMPTS):
        with clock.at(now):
            claim_job("killed")
        now += LEASE
        with clock.at(now):
            jobs.reap_lost_jobs()

    assert states() == ["FAILED"]


def test_forget_old_jobs_keeps_what_still_has_to_run(ran):
    jobs.enqueue("note")
    run_next_job("w")
    jobs.enqueue("note")

    with clock.at(clock.now() + jobs.RETENTION + timedelta(days=1)):
        jobs.forget_old_jobs()

    assert states() == ["READY"]


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_run_each_job_once(ran):
    for number in range(8):
        jobs.enqueue("note", number=number)

    def drain():
        while run_next_job("w"):
            pass

    race(*[drain] * 4)

    assert sorted(call["number"] for call in ran) == list(range(8))
