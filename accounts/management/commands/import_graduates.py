"""Bring in the graduates of a CSV file. Without --send it only says what would be."""

from argparse import ArgumentParser
from pathlib import Path

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from accounts.enums import ImportOutcome
from accounts.errors import NotAList
from accounts.models import User
from accounts.services.importing.carrying_out import carry_out
from accounts.services.importing.planning import Plan, plan_for
from accounts.services.importing.reading import decode
from core.errors import Changed
from core.pasted import spellings


class Command(BaseCommand):
    help = (
        "Read e-mail, name, circle, graduation day (and months) from a CSV file and "
        "say line by line what would happen. --send does it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--organiser", default="", help="whose act it is: an e-mail"
        )
        parser.add_argument("--send", action="store_true", help="do it")
        parser.add_argument(
            "--only-good",
            action="store_true",
            help="let the good lines go in although some are bad",
        )

    def handle(
        self, *, file: Path, organiser: str, send: bool, only_good: bool, **_: object
    ) -> None:
        try:
            text = decode(file.read_bytes())
            plan = plan_for(text)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except NotAList as error:
            raise CommandError(error.sentence) from error
        self._show(plan)
        if not send:
            self.stdout.write("Nothing has been written. --send does it.")
            return
        try:
            carry_out(
                organiser=_organiser(organiser),
                text=text,
                expected=plan.digest,
                only_good=only_good,
            )
        except (Changed, NotAList) as error:
            raise CommandError(error.sentence) from error
        except PermissionDenied as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Done: {plan.sentence}.")

    def _show(self, plan: Plan) -> None:
        for line in plan.lines:
            if line.outcome == ImportOutcome.BAD:
                self.stdout.write(f"{line.number}: bad: {line.why} ({line.text})")
            else:
                assert line.offer
                said = f"{line.outcome.label}. {line.why}".strip()
                place = f"{line.offer.email}, {line.offer.circle.slug}"
                self.stdout.write(f"{line.number}: {place}: {said}")
        self.stdout.write(plan.sentence)


def _organiser(email: str) -> User:
    address = EmailAddress.objects.filter(
        email__in=spellings(email), verified=True
    ).first()
    if not email or address is None:
        raise CommandError("Name the organiser whose act it is: --organiser EMAIL.")
    return address.user
