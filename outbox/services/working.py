"""The worker: two lanes side by side, so that a long job never delays a code."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from os import getpid
from socket import gethostname

from django.db import close_old_connections, connections

from core import clock
from outbox.services import jobs, periodic, sending

logger = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
TROUBLE_SECONDS = 5.0
HOUSEKEEPING_EVERY = timedelta(seconds=30)


def work_once() -> None:
    """Do all that is due, and what that brings up, then return."""
    worker = worker_name()
    periodic.start_due_periodics()
    jobs.reap_lost_jobs()
    busy = True
    while busy:
        busy = bool(sending.send_due_mail())
        busy = jobs.run_next_job(worker) or busy


def work(stop: threading.Event) -> None:
    """Work until `stop` is set; what is in hand then is finished first."""
    worker = worker_name()
    housekeeping = Housekeeping()

    def do_jobs() -> bool:
        housekeeping()
        return jobs.run_next_job(worker)

    def do_mail() -> bool:
        return bool(sending.send_due_mail(stopping=stop.is_set))

    lanes = [
        threading.Thread(target=_lane, args=(step, stop), name=name)
        for name, step in (("mail", do_mail), ("jobs", do_jobs))
    ]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()


class Housekeeping:
    """Starting periodic jobs and finding lost ones, now and then."""

    def __init__(self) -> None:
        self.next_at = clock.now()

    def __call__(self) -> None:
        if clock.now() < self.next_at:
            return
        self.next_at = clock.now() + HOUSEKEEPING_EVERY
        periodic.start_due_periodics()
        jobs.reap_lost_jobs()


def worker_name() -> str:
    return f"{gethostname()[:40]}:{getpid()}"


def _lane(step: Callable[[], bool], stop: threading.Event) -> None:
    """Step while there is work. A database that is away is waited for."""
    try:
        while not stop.is_set():
            close_old_connections()
            try:
                idle = 0.0 if step() else IDLE_SECONDS
            except Exception:
                logger.exception("the worker's lane stumbled")
                connections.close_all()
                idle = TROUBLE_SECONDS
            if idle:
                # Polling holds no connection of the pool.
                close_old_connections()
                stop.wait(idle)
    finally:
        connections.close_all()
