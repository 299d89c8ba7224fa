from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from core import clock
from outbox.services import jobs
from outbox.services.mail import enqueue_mail

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

    assert response.status_code == 200
    assert response.json() == {
        "state": "ok",
        "database": {"state": "ok"},
        "queue": {"state": "ok", "lag_seconds": 0},
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


@pytest.fixture(autouse=True)
def _a_job():
    from outbox import registry  # the job is of this test alone

    registry.register_job("pages.test", lambda: None)
    yield
    registry._jobs.pop("pages.test")
