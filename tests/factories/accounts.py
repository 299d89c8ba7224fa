"""The plainest valid row of each accounts model. A test says what is special."""

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from factory.django import DjangoModelFactory

from accounts.models import Block, User
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


def former(**fields):
    """Someone who has left: the words stay, the name does not."""
    return UserFactory(is_active=False, left_at=clock.now(), **fields)
