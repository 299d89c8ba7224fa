from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from core import clock
from outbox import registry
from outbox.models import PeriodicRun
from outbox.services.periodic import period_of, start_due_periodics
from tests.racing import race

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _daily():
    registry.register_periodic("daily", lambda: None, DAY)


def test_period_of_is_the_same_for_every_worker_in_it():
    midnight = NOON.replace(hour=0)

    assert period_of(NOON, DAY) == midnight
    assert period_of(NOON + timedelta(hours=11, minutes=59), DAY) == midnight


def test_start_due_periodics_starts_a_job_once_a_period():
    started = []
    for hours in (0, 1, 13, 14):
        with clock.at(NOON + timedelta(hours=hours)):
            started.append(start_due_periodics())

    assert started == [1, 0, 1, 0]


def test_start_due_periodics_makes_up_for_no_period_that_nobody_worked():
    for days in (0, 9):
        with clock.at(NOON + DAY * days):
            start_due_periodics()

    assert DBTaskResult.objects.count() == 2
    assert PeriodicRun.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_start_a_period_once():
    started = race(*[start_due_periodics] * 4)

    assert sorted(started) == [0, 0, 0, 1]
    assert DBTaskResult.objects.count() == 1
