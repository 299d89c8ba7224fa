from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.errors import WayBackClosed
from accounts.models import User
from accounts.services.mail_reverts import open_again
from accounts.services.recovery import unlock_from_command_line
from core.limits import REASON_MAX


class Command(BaseCommand):
    help = (
        "End every way into an account whose owner is locked out: second factors, "
        "linked accounts, the password and all sessions. For organisers too. Check who "
        "they are first; it is written into the log, and every address is told. With "
        "--to a link goes to an address that the account had before, by which its "
        "owner takes it back there."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", help="The present address of the account.")
        parser.add_argument(
            "--reason", required=True, help="How you know that it is them."
        )

        parser.add_argument(
            "--to",
            default="",
            help="An address that a stranger has changed. Without it the present one "
            "stays, and whoever reads it comes in.",
        )

    def handle(self, *, email, reason, to, **options):
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise CommandError("No open account has this address.")
        if not reason.strip() or len(reason) > REASON_MAX:
            raise CommandError(f"Give a reason of at most {REASON_MAX} characters.")
        try:
            with transaction.atomic():
                unlock_from_command_line(person=person, reason=reason.strip())
                if to:
                    open_again(person=person, address=to)
        except WayBackClosed as error:
            raise CommandError(f"{error.sentence} Nothing was changed.") from error
        self.stdout.write(f"Every way into the account of {person.handle} has ended.")
        if to:
            self.stdout.write(
                f"A link to {to} gives the account back to that address for 72 hours. "
                "Roles end then, and are given again."
            )
        else:
            self.stdout.write(
                f"A code to {person.email} lets its owner choose a new password; a "
                "role counts again once a second factor is set up."
            )
