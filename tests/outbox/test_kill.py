"""A worker process killed with -9 in the middle of a mail."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as conf
from django.db import connection

from core import clock
from outbox.models import Mail
from outbox.services.sending import LEASE, send_due_mail
from tests.factories.outbox import MailFactory

WORKER = """
import sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[2]
django.setup()
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(sys.argv[1])
from outbox.services.sending import send_due_mail
send_due_mail()
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("accepts", [False, True])
def test_a_killed_worker_loses_no_mail_and_doubles_it_under_one_id_at_most(
    letterbox, settings, accepts
):
    rows = MailFactory.create_batch(2)
    letterbox.keeps_it = accepts
    worker = subprocess.Popen(
        [
            *(sys.executable, "-c", WORKER, str(settings.EMAIL_PORT)),
            str(connection.settings_dict["NAME"]),
        ],
        cwd=conf.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
    )
    letterbox.victim = worker.pid
    assert worker.wait(60) == -signal.SIGKILL

    letterbox.victim = None
    send_due_mail()
    with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
        send_due_mail()

    assert {Mail.objects.get(pk=row.pk).state for row in rows} == {"sent"}
    ids = [row.message_id for row in rows]
    received = letterbox.message_ids
    assert sorted(set(received)) == sorted(ids)
    assert len(received) == (3 if accepts else 2)
