import os
import signal
from io import StringIO
from threading import Event, Thread

import pytest
from django.core import mail as django_mail
from django.core.management import call_command

from core.verdicts import ALLOWED
from outbox import registry
from outbox.models import Mail
from outbox.services import jobs, working
from outbox.services.mail import enqueue_mail
from tests.factories.outbox import MailFactory


@pytest.mark.django_db
def test_work_once_does_also_what_its_own_jobs_bring_up():
    registry.register_job(
        "write",
        lambda: enqueue_mail(kind="k", to="a@example.org", subject="s", text="t"),
    )
    jobs.enqueue("write")

    call_command("work", "--once")

    assert [mail.subject for mail in django_mail.outbox] == ["s"]


@pytest.mark.django_db(transaction=True)
def test_work_finishes_what_it_holds_when_it_is_told_to_stop():
    stop, begun, may_end = Event(), Event(), Event()
    done = []

    def slow():
        begun.set()
        may_end.wait(10)
        done.append("slow")

    registry.register_job("slow", slow)
    jobs.enqueue("slow")
    worker = Thread(target=working.work, args=[stop])
    worker.start()
    begun.wait(10)
    stop.set()
    may_end.set()
    worker.join(10)

    assert (done, worker.is_alive()) == (["slow"], False)


@pytest.mark.django_db(transaction=True)
def test_a_long_job_does_not_delay_a_code():
    stop, begun, sent = Event(), Event(), Event()

    def long():
        begun.set()
        sent.wait(10)

    registry.register_job("long", long)
    registry.register_guard("tell", lambda mail: sent.set() or ALLOWED)
    jobs.enqueue("long")
    worker = Thread(target=working.work, args=[stop])
    worker.start()
    begun.wait(10)
    MailFactory(is_fast=True, guard="tell")
    is_sent_meanwhile = sent.wait(10)
    stop.set()
    worker.join(10)

    assert is_sent_meanwhile
    assert Mail.objects.get().state == "sent"


@pytest.mark.django_db(transaction=True)
def test_the_command_ends_by_itself_at_sigterm():
    before = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    registry.register_job("end", lambda: os.kill(os.getpid(), signal.SIGTERM))
    jobs.enqueue("end")
    said = StringIO()

    try:
        call_command("work", stdout=said)
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)

    assert said.getvalue().splitlines()[-1].endswith("and ends.")
