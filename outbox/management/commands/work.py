import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from outbox.services import working


class Command(BaseCommand):
    help = "Send due mail, run jobs and start periodic ones, until told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="Do all that is due, then end."
        )

    def handle(self, *args: Any, once: bool, verbosity: int, **options: Any) -> None:
        if once:
            working.work_once()
            return
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        if verbosity:
            self.stdout.write("The worker is running.")
        working.work(stop)
        if verbosity:
            self.stdout.write("The worker has finished what it held, and ends.")
