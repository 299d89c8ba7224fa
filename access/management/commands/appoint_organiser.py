from allauth.account.models import EmailAddress
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from access.enums import RoleKind
from access.services.roles import give_role
from accounts.models import User
from accounts.services.people import let_in, lock_person
from core.pasted import spellings


class Command(BaseCommand):
    help = "Make the owner of a confirmed address an organiser of the site."

    def add_arguments(self, parser):
        parser.add_argument("email", help="The address of an account that signed up.")

    def handle(self, *, email, **options):
        address = (
            EmailAddress.objects.filter(
                email__in=spellings(email), verified=True, user__is_active=True
            )
            .select_related("user")
            .first()
        )
        if address is None:
            raise CommandError(
                "No open account has confirmed this address. Sign up on the site, "
                "confirm the address, then call this command again."
            )
        with transaction.atomic():
            person: User = lock_person(address.user)
            let_in(person, by=None)
            give_role(
                given_by=None,
                person=person,
                kind=RoleKind.ORGANISER,
                reason="Appointed from the command line.",
            )
        self.stdout.write(
            f"{person.handle} is an organiser. The role takes effect once a second "
            "factor is set up under Settings."
        )
