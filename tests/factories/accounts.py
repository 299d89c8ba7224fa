"""The plainest valid row of each accounts model. A test says what is special."""

from datetime import timedelta

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from factory.django import DjangoModelFactory

from accounts.enums import CircleKind, GrantSource, RoleKind
from accounts.models import Block, Circle, Grant, Restriction, Role, User
from core import clock

PASSWORD = "a long and plain password"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    handle = factory.Sequence(lambda n: f"person-{n}")
    display_name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.LazyAttribute(lambda user: f"{user.handle}@example.org")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def verified(user, create, extracted, **kwargs):
        if create and extracted is not False:
            EmailAddress.objects.create(
                user=user, email=user.email, primary=True, verified=True
            )


def community():
    return Circle.objects.community()


class CircleFactory(DjangoModelFactory):
    class Meta:
        model = Circle

    slug = factory.Sequence(lambda n: f"circle-{n}")
    name = factory.Sequence(lambda n: f"Circle {n}")
    kind = CircleKind.OTHER


class GrantFactory(DjangoModelFactory):
    class Meta:
        model = Grant

    person = factory.SubFactory(UserFactory)
    circle = factory.LazyFunction(community)
    starts_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=10))
    ends_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=100))
    grace_days = factory.LazyAttribute(lambda grant: grant.circle.grace_days)
    source = GrantSource.ORGANISER

    class Params:
        ended = factory.Trait(
            starts_at=factory.LazyFunction(lambda: clock.now() - timedelta(days=366)),
            ends_at=factory.LazyFunction(lambda: clock.now() - timedelta(days=1)),
        )
        for_life = factory.Trait(ends_at=None)


class RestrictionFactory(DjangoModelFactory):
    class Meta:
        model = Restriction

    person = factory.SubFactory(UserFactory)
    imposed_by = factory.SubFactory(UserFactory)
    starts_at = factory.LazyFunction(clock.now)
    ends_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=7))
    reason = "A plain reason."


class RoleFactory(DjangoModelFactory):
    class Meta:
        model = Role

    person = factory.SubFactory(UserFactory)
    kind = RoleKind.MODERATOR


class BlockFactory(DjangoModelFactory):
    class Meta:
        model = Block

    person = factory.SubFactory(UserFactory)
    blocked = factory.SubFactory(UserFactory)


def give_second_factor(person):
    """A TOTP authenticator whose secret is known to tests only."""
    return Authenticator.objects.create(
        user=person,
        type=Authenticator.Type.TOTP,
        data={"secret": "JBSWY3DPEHPK3PXP"},
        created_at=clock.now(),
    )


def new_person(**fields):
    """Signed in, never a member."""
    return UserFactory(**fields)


def member(**fields):
    """Someone whose community window is open."""
    person = UserFactory(**fields)
    GrantFactory(person=person)
    return person


def expired(**fields):
    """Someone whose community window has ended."""
    person = UserFactory(**fields)
    GrantFactory(person=person, ended=True)
    return person


def suspended(**fields):
    """A member who may read and not write."""
    person = member(**fields)
    RestrictionFactory(person=person)
    return person


def _with_role(kind, fields):
    person = UserFactory(**fields)
    RoleFactory(person=person, kind=kind)
    give_second_factor(person)
    return person


def moderator(**fields):
    return _with_role(RoleKind.MODERATOR, fields)


def organiser(**fields):
    return _with_role(RoleKind.ORGANISER, fields)


def mentor(**fields):
    return _with_role(RoleKind.MENTOR, fields)


def former(**fields):
    """Someone who has left: the words stay, the name does not."""
    return UserFactory(is_active=False, left_at=clock.now(), **fields)
