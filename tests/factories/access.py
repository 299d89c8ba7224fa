"""The plainest valid row of each access model, and people by their access."""

from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from access.enums import CircleKind, GrantSource, RoleKind
from access.models import Circle, Grant, Restriction, Role
from core import clock
from tests.factories.accounts import (
    PASSWORD,
    UserFactory,
    former,
    give_second_factor,
    new_person,
)

# Whoever asks by the module finds every kind of person here.
__all__ = ["PASSWORD", "former", "give_second_factor", "new_person"]


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
