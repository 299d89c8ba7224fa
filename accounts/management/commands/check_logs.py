import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts import registry
from accounts.services.chain import checking
from accounts.services.chain.sealing import seal_logs


class Command(BaseCommand):
    help = (
        "Check the chain that seals the audit and the moderation log, and say where it "
        "breaks. The newest seals go to --export; kept on another machine and given to "
        "--known later, they show whether the chain was made anew."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--export", type=Path, help="Seal what is new and write the newest seals."
        )
        parser.add_argument("--known", type=Path, help="Seals that were exported once.")

    def handle(self, *, export, known, **options):
        if export:
            seal_logs()
        breaks = []
        for log in registry.logs():
            report = checking.check(log)
            breaks += [f"{log.label}: {sentence}" for sentence in report.breaks]
            self.stdout.write(
                f"{log.label}: {report.rows} rows under {report.seals} seals, "
                f"{report.unsealed} not sealed yet."
            )
            if report.redacted:
                keys = ", ".join(map(str, report.redacted))
                self.stdout.write(f"{log.label}: redacted rows {keys}.")
        if known:
            breaks += checking.differs(_read(known))
        if breaks:
            raise CommandError("The chain is broken.\n" + "\n".join(breaks))
        if export:
            export.write_text(json.dumps(checking.exported(), indent=2) + "\n")
        self.stdout.write(self.style.SUCCESS("The chain holds."))


def _read(path):
    try:
        return [
            {"log": one["log"], "number": int(one["number"]), "digest": one["digest"]}
            for one in [*json.loads(path.read_text())]
        ]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CommandError(f"{path} holds no exported seals.") from error
