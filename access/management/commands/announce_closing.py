from datetime import date

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from access.errors import TooSoonToClose
from access.services.closing import announce_closing, still_to_notify


class Command(BaseCommand):
    help = (
        "Tell everyone who holds a place for life the last day of this site, at "
        "least 90 days before. Without --send it says whom it would write to."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--on",
            required=True,
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="The last day of the site.",
        )
        parser.add_argument("--send", action="store_true", help="Write the letters.")

    def handle(self, *, on, send, verbosity, **options):
        try:
            people = len(still_to_notify(on))
            if not send:
                self.stdout.write(
                    f"{_letters(people)} would be written about {on:%-d %B %Y}. "
                    "Nothing was written; --send writes them."
                )
                return
            with tqdm(total=people, unit="letter", disable=verbosity == 0) as bar:
                told = announce_closing(closes_on=on, progress=bar.update)
        except TooSoonToClose as error:
            raise CommandError(error.sentence) from error
        self.stdout.write(f"{_letters(told)} written about {on:%-d %B %Y}.")


def _letters(count):
    return f"{count} letter" if count == 1 else f"{count} letters"
