from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from core import clock
from outbox.services import jobs
from outbox.services.mail import enqueue_mail
from outbox.services.periodic import start_due_periodics
from tests.config.production import python

pytestmark = pytest.mark.django_db


def mail(**options):
    return enqueue_mail(
        kind="plain",
        to="person@example.org",
        subject="A secret subject",
        text="A secret text",
        **options,
    )


def test_detail_is_well_when_nothing_waits(client):
    response = client.get("/healthz")

    report = response.json()
    assert response.status_code == 200
    assert report["disk"].pop("free_megabytes") > 200
    assert report == {
        "state": "ok",
        "database": {"state": "ok"},
        "limits": {"state": "ok"},
        "disk": {"state": "ok"},
        "renderer": {"state": "ok"},
        "queue": {"state": "ok", "lag_seconds": 0},
        "worker": {"state": "ok", "overdue_seconds": 0},
        "mail": {"state": "ok", "lag_seconds": 0, "failed": 0},
    }
    assert "no-store" in response["Cache-Control"]


def test_detail_is_bad_when_mail_waits_too_long(client):
    mail(due_at=clock.now() - timedelta(minutes=6))

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json()["mail"]["state"] == "bad"
    assert "secret" not in response.content.decode()


def test_detail_is_well_while_mail_waits_for_its_time(client):
    mail(due_at=clock.now() + timedelta(days=1))
    mail(due_at=clock.now() - timedelta(minutes=4))

    assert client.get("/healthz").status_code == 200


def test_detail_is_bad_when_many_mails_fail(client):
    failed = [mail() for _ in range(10)]
    type(failed[0]).objects.update(failed_at=clock.now())

    response = client.get("/healthz")

    assert (response.status_code, response.json()["mail"]["failed"]) == (503, 10)


def test_detail_is_bad_when_a_job_waits_too_long(client):
    jobs.enqueue("pages.test")
    DBTaskResult.objects.update(enqueued_at=clock.now() - timedelta(minutes=6))

    response = client.get("/healthz")

    assert (response.status_code, response.json()["queue"]["state"]) == (503, "bad")


def bad(response):
    """The parts that are said to be bad, with the status they must have."""
    assert response.status_code == 503
    report = response.json()
    assert report.pop("state") == "bad"
    return {name for name, part in report.items() if part["state"] == "bad"}


def test_detail_is_bad_when_the_database_takes_nothing(client):
    with connection.cursor() as cursor:
        try:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA query_only = 1")
            else:
                cursor.execute("SET TRANSACTION READ ONLY")
            response = client.get("/healthz")
        finally:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA query_only = 0")

    assert bad(response) == {"database"}


def test_detail_is_bad_when_limits_are_broken(client, settings, tmp_path):
    (tmp_path / "limits.sqlite3").write_bytes(b"this is no database" * 500)
    place = {"LOCATION": tmp_path / "limits.sqlite3"}
    settings.CACHES = settings.CACHES | {
        "limits": {"BACKEND": "core.caches.SharedCache"} | place
    }

    assert bad(client.get("/healthz")) == {"limits"}


def test_detail_is_bad_where_nothing_can_be_stored(client, settings):
    # Nobody writes there, not even root.
    settings.PRIVATE_ROOT = Path("/proc/crossroads")

    assert bad(client.get("/healthz")) == {"disk"}


def test_detail_is_bad_where_little_room_is_left(client, monkeypatch):
    monkeypatch.setattr("pages.health.FREE_LEAST", 2**62)

    response = client.get("/healthz")

    assert bad(response) == {"disk"}
    assert response.json()["disk"]["free_megabytes"] > 0


def test_detail_is_bad_when_the_renderer_is_dead():
    program = (
        "import sys, django\n"
        "django.setup()\n"
        "from pages.health import tried\n"
        "sys.executable = '/nowhere/python'\n"
        "print({name: part.is_well for name, part in tried().items()})\n"
    )

    done = python("-c", program, DATABASE_URL="sqlite://:memory:")

    assert "'renderer': False" in done.stdout, done.stderr
    assert "'disk': True" in done.stdout
    assert "A worker of the renderer did not start" in done.stdout + done.stderr
    assert "Exception in thread" not in done.stderr


def test_detail_is_bad_when_a_worker_holds_a_job_beyond_its_lease(client):
    jobs.enqueue("pages.test")
    jobs.claim_job("a worker that hangs")
    DBTaskResult.objects.update(started_at=clock.now() - jobs.LEASE)
    assert client.get("/healthz").status_code == 200

    DBTaskResult.objects.update(started_at=clock.now() - timedelta(minutes=16))
    response = client.get("/healthz")

    assert bad(response) == {"worker"}
    assert response.json()["worker"]["overdue_seconds"] >= 16 * 60


def test_detail_is_bad_when_what_is_due_each_period_does_not_begin(client):
    start_due_periodics()
    DBTaskResult.objects.all().delete()
    assert client.get("/healthz").status_code == 200

    with clock.at(clock.now() + timedelta(days=3)):
        response = client.get("/healthz")

    assert bad(response) == {"worker"}


def test_detail_asks_the_parts_seldom_however_often_it_is_asked(client, tmp_path):
    assert client.get("/healthz").status_code == 200

    with CaptureQueriesContext(connection) as queries:
        client.get("/healthz")

    assert not [q for q in queries if q["sql"].startswith("UPDATE")]


@pytest.fixture(autouse=True)
def _a_job():
    from outbox import registry  # the job is of this test alone

    registry.register_job("pages.test", lambda: None)
    yield
    registry._jobs.pop("pages.test")
