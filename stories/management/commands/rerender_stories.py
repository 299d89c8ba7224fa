from django.core.management.base import BaseCommand
from tqdm import tqdm

from richtext import rendering
from stories.models import Story
from stories.services.rendering import rerender_stale_stories

BATCH = 50


class Command(BaseCommand):
    help = "Render again every story whose stored HTML is older than the renderer."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="Count, change nothing."
        )

    def handle(self, *, dry_run, verbosity, **options):
        total = Story.objects.rendered_before(rendering.VERSION).count()
        if dry_run:
            self.stdout.write(f"{total} stories to render.")
            return

        done = after = 0
        with tqdm(total=total, unit="story", disable=verbosity == 0) as progress:
            while True:
                rendered, after = rerender_stale_stories(limit=BATCH, after=after)
                if not rendered:
                    break
                done += rendered
                progress.update(rendered)

        if verbosity:
            self.stdout.write(self.style.SUCCESS(f"Rendered {done} stories."))
