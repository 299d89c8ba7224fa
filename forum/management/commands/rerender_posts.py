from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from forum.models import Post
from forum.services.rendering import rerender_stale_posts
from richtext import rendering

BATCH = 200


class Command(BaseCommand):
    help = "Render again every post whose stored HTML is older than the renderer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Count, change nothing."
        )

    def handle(self, *, dry_run: bool, verbosity: int, **options: Any) -> None:
        total = Post.objects.rendered_before(rendering.VERSION).count()
        if dry_run:
            self.stdout.write(f"{total} posts to render.")
            return

        done, last = 0, 0
        with tqdm(total=total, unit="post", disable=verbosity == 0) as progress:
            while True:
                rendered, last = rerender_stale_posts(limit=BATCH, after=last)
                if not rendered:
                    break
                done += rendered
                progress.update(rendered)

        if verbosity:
            left = Post.objects.rendered_before(rendering.VERSION).count()
            self.stdout.write(
                self.style.SUCCESS(f"Rendered {done - left} posts, {left} left.")
            )
