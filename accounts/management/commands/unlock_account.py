from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.services.recovery import unlock_from_command_line
from core.limits import REASON_MAX


class Command(BaseCommand):
    help = (
        "End every way into an account whose owner is locked out: second factors, "
        "linked accounts, the password and all sessions. For organisers too. Check who "
        "they are first; it is written into the log, and every address is told."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", help="The present address of the account.")
        parser.add_argument(
            "--reason", required=True, help="How you know that it is them."
        )

    def handle(self, *, email, reason, **options):
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise CommandError("No open account has this address.")
        if not reason.strip() or len(reason) > REASON_MAX:
            raise CommandError(f"Give a reason of at most {REASON_MAX} characters.")
        unlock_from_command_line(person=person, reason=reason.strip())
        self.stdout.write(
            f"Every way into the account of {person.handle} has ended. A code to "
            f"{person.email} lets its owner choose a new password; a role counts again "
            "once a second factor is set up."
        )
