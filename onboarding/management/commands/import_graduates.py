"""Bring in the graduates of a CSV file. Without --send it only says what would be."""

import os
from argparse import ArgumentParser
from pathlib import Path

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from core.errors import Changed
from core.pasted import spellings
from onboarding.enums import ImportOutcome
from onboarding.errors import NotAList
from onboarding.services.importing.bad_lines import bad_file
from onboarding.services.importing.carrying_out import carry_out
from onboarding.services.importing.days import DAY_FIRST, EPOCHS, MONTH_FIRST, Days
from onboarding.services.importing.parsing import decode
from onboarding.services.importing.planning import DaysUnclear, Plan, plan_for


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
            "--day-order",
            choices=[DAY_FIRST, MONTH_FIRST],
            default="",
            help="what days such as 03/04/2026 mean, in the whole file",
        )
        parser.add_argument(
            "--day-numbers",
            choices=list(EPOCHS),
            default="",
            help="the year from which numbers such as 46115 count days",
        )
        parser.add_argument(
            "--bad-lines",
            type=Path,
            metavar="FILE",
            help="write the bad lines into a new file, with what is wrong",
        )
        parser.add_argument(
            "--only-good",
            action="store_true",
            help="let the good lines go in although some are bad",
        )

    def handle(
        self,
        *,
        file: Path,
        organiser: str,
        send: bool,
        only_good: bool,
        bad_lines: Path | None,
        day_order: str,
        day_numbers: str,
        **_: object,
    ) -> None:
        days = Days(order=day_order, epoch=day_numbers)
        try:
            text = decode(file.read_bytes())
            plan = plan_for(text, days=days)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except DaysUnclear as error:
            raise CommandError(_asked(error)) from error
        except NotAList as error:
            raise CommandError(error.sentence) from error
        self._show(plan)
        if bad_lines:
            _save(bad_lines, bad_file(text, plan))
        if not send:
            self.stdout.write("Nothing has been written. --send does it.")
            return
        try:
            carry_out(
                organiser=_organiser(organiser),
                text=text,
                expected=plan.digest,
                only_good=only_good,
                days=days,
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


def _asked(unclear: DaysUnclear) -> str:
    """The questions, each with the option that answers it."""
    lines = []
    for question in unclear.questions:
        option = "--day-order" if question.field == "order" else "--day-numbers"
        lines.append(question.sentence)
        lines += [
            f"  {option} {answer}: {meaning}." for answer, meaning in question.choices
        ]
    return "\n".join(lines)


def _save(file: Path, content: str) -> None:
    """Nobody else of the machine reads it, and nothing is overwritten."""
    try:
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as to:
            to.write("\ufeff" + content)
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}.") from error


def _organiser(email: str) -> User:
    address = EmailAddress.objects.filter(
        email__in=spellings(email), verified=True
    ).first()
    if not email or address is None:
        raise CommandError("Name the organiser whose act it is: --organiser EMAIL.")
    return address.user
