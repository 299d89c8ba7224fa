from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from forum.models import Thread
from forum.services.counting import recount_thread


class Command(BaseCommand):
    help = "Set the reply counts and last posts of all threads from their posts."

    def handle(self, *, verbosity: int, **options: Any) -> None:
        threads = Thread.objects.order_by("pk").only("pk")
        total, mended = threads.count(), 0
        for thread in tqdm(
            threads.iterator(), total=total, unit="thread", disable=verbosity == 0
        ):
            mended += recount_thread(thread=thread)
        if verbosity:
            self.stdout.write(
                self.style.SUCCESS(f"Looked at {total} threads, mended {mended}.")
            )
