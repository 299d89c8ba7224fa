import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from access.services.blocking import block, unblock
from accounts.models import Block
from core.limits import BLOCKS_MAX
from tests.factories.access import member, moderator, organiser, suspended
from tests.factories.accounts import BlockFactory, UserFactory, former
from tests.racing import race

pytestmark = pytest.mark.django_db


def block_all_but_one(person):
    """Rows alone: the password of each is not hashed."""
    others = [UserFactory.build(password="!") for _ in range(BLOCKS_MAX - 1)]
    people = type(person).objects.bulk_create(others)
    Block.objects.bulk_create(Block(person=person, blocked=one) for one in people)


def pairs():
    return list(Block.objects.values_list("person", "blocked"))


@pytest.mark.parametrize("target", [member, moderator, organiser, suspended])
def test_block_is_of_one_pair_and_one_direction(target):
    person, blocked = member(), target()

    block(person=person, blocked=blocked)

    assert pairs() == [(person.pk, blocked.pk)]


def test_block_said_twice_is_one():
    person, blocked = member(), member()

    first = block(person=person, blocked=blocked)

    assert block(person=person, blocked=blocked) == first
    assert Block.objects.count() == 1


def test_block_may_be_made_by_who_cannot_write():
    person = suspended()

    block(person=person, blocked=member())

    assert Block.objects.count() == 1


def test_block_refuses_oneself():
    person = member()

    with pytest.raises(PermissionDenied, match="yourself"):
        block(person=person, blocked=person)

    assert not Block.objects.exists()


def test_block_refuses_who_has_left():
    with pytest.raises(PermissionDenied, match="nobody to block"):
        block(person=member(), blocked=former())

    assert not Block.objects.exists()


def test_block_refuses_more_than_fit():
    person = member()
    block_all_but_one(person)
    last = member()
    block(person=person, blocked=last)

    with pytest.raises(PermissionDenied, match="Unblock someone first"):
        block(person=person, blocked=member())

    assert Block.objects.count() == BLOCKS_MAX
    # What is full still answers with what is there, and has room once more.
    block(person=person, blocked=last)
    unblock(person=person, blocked=last)
    block(person=person, blocked=member())
    assert Block.objects.count() == BLOCKS_MAX


def test_block_counts_nobody_who_has_left():
    person = member()
    block_all_but_one(person)
    BlockFactory(person=person, blocked=former())

    block(person=person, blocked=member())

    assert Block.objects.standing().count() == BLOCKS_MAX


def test_unblock_ends_one_block_alone():
    person, blocked = member(), member()
    BlockFactory(person=person, blocked=blocked)
    other = BlockFactory(person=person)
    back = BlockFactory(person=blocked, blocked=person)

    assert unblock(person=person, blocked=blocked) is True
    assert unblock(person=person, blocked=blocked) is False

    assert set(Block.objects.all()) == {other, back}


def test_the_database_refuses_a_block_of_oneself():
    person = member()

    with pytest.raises(IntegrityError, match="accounts_block_of_another"):
        BlockFactory(person=person, blocked=person)


def test_the_database_refuses_a_pair_twice():
    standing = BlockFactory()

    with pytest.raises(IntegrityError):
        BlockFactory(person=standing.person, blocked=standing.blocked)


@pytest.mark.django_db(transaction=True)
def test_block_sent_twice_at_once_is_one():
    person, blocked = member(), member()

    first, second = race(
        *[lambda: block(person=person, blocked=blocked) for _ in range(2)]
    )

    assert first == second
    assert pairs() == [(person.pk, blocked.pk)]


@pytest.mark.django_db(transaction=True)
def test_two_blocks_at_the_limit_leave_room_for_one():
    person = member()
    block_all_but_one(person)

    outcomes = race(
        *[
            lambda other=other: block(person=person, blocked=other)
            for other in (member(), member())
        ]
    )

    assert [type(one) for one in outcomes].count(PermissionDenied) == 1
    assert Block.objects.count() == BLOCKS_MAX
