from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from accounts.models import User
from pages.sample.build import NotHere, build


class Command(BaseCommand):
    help = "Fill an empty development database with the sample community."

    def add_arguments(self, parser):
        parser.add_argument(
            "--seed", type=int, default=7, help="The same seed gives the same place."
        )
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="Do nothing, and do not complain, where people are already.",
        )

    def handle(self, *, seed, if_empty, verbosity, **options):
        if if_empty and User.objects.exists():
            return
        with tqdm(desc="Sample community", unit="event", disable=verbosity == 0) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            try:
                world = build(seed=seed, progress=show)
            except NotHere as refusal:
                raise CommandError(str(refusal)) from refusal
        if verbosity:
            self.stdout.write(
                self.style.SUCCESS(
                    f"{len(world.people)} people, {len(world.threads)} threads, "
                    f"{len(world.story_threads)} stories. All of them are made up."
                )
            )
