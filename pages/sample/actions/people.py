"""Accounts, roles and windows.

Four things have no service, since nobody does them by hand: making an account
without a form, a second factor without a telephone, dating the first texts, and
leaving.
"""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from dateutil.relativedelta import relativedelta

from access.enums import GrantSource, RoleKind
from access.models import Circle
from access.services.grants import grant_window
from access.services.roles import appoint as appoint_person
from access.services.roles import give_role
from accounts.models import Document, User
from accounts.services.agreements import agree
from accounts.services.names import names_changed
from core import clock
from pages.sample.loading import Person
from pages.sample.world import World


def join(world: World, *, person: Person) -> None:
    user = User.objects.create_user(
        handle=person.handle,
        email=person.email,
        display_name=person.name,
        zone=person.zone,
    )
    EmailAddress.objects.create(
        user=user, email=user.email, primary=True, verified=True
    )
    agree(person=user, documents=Document.objects.all_current())
    world.people[person.handle] = user


def found(world: World, *, person: Person) -> None:
    """The first organiser, appointed as the command line does it.

    The texts are of that day: nobody agrees to what is not in force yet.
    """
    Document.objects.update(published_at=clock.now())
    join(world, person=person)
    user = world.people[person.handle]
    give_role(given_by=None, person=user, kind=RoleKind.ORGANISER)
    TOTP.activate(user, generate_totp_secret())
    world.organiser = person.handle


def appoint(world: World, *, person: Person) -> None:
    user = world.people[person.handle]
    appoint_person(
        organiser=world.people[world.organiser], person=user, kind=person.role
    )
    TOTP.activate(user, generate_totp_secret())
    if person.role == RoleKind.MODERATOR:
        world.moderator = person.handle


def open_window(world: World, *, person: Person, today: date) -> None:
    circle = Circle.objects.community()
    anchor = clock.now().astimezone(ZoneInfo(circle.zone)).date()
    if person.window_last is not None:
        last_day = today + timedelta(days=person.window_last)
        anchor = last_day - relativedelta(months=12)
    is_graduate = person.source.startswith("Cohort")
    grant_window(
        organiser=world.people[world.organiser],
        person=world.people[person.handle],
        circle=circle,
        anchor_on=anchor,
        reason=person.source,
        source=GrantSource.COHORT if is_graduate else GrantSource.ORGANISER,
    )


def leave(world: World, *, person: Person) -> None:
    user = world.people[person.handle]
    user.is_active = False
    user.left_at = clock.now()
    user.save(update_fields=["is_active", "left_at"])
    names_changed()
