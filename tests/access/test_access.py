from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.access import Access, Window
from access.models import Circle
from access.services import grants
from core import clock
from tests.factories.access import (
    CircleFactory,
    GrantFactory,
    RestrictionFactory,
    RoleFactory,
    community,
    expired,
    member,
    mentor,
    moderator,
    organiser,
    suspended,
)
from tests.factories.accounts import (
    BlockFactory,
    UserFactory,
    former,
    give_second_factor,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_access_of_a_visitor_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        access = Access.of(AnonymousUser())

    assert (access.is_signed_in, access.open_circles) == (False, frozenset())


def test_access_of_a_person_is_one_query_whatever_they_hold():
    person = member()
    GrantFactory.create_batch(5, person=person)
    RoleFactory(person=person)
    RestrictionFactory(person=person)
    give_second_factor(person)
    BlockFactory.create_batch(3, person=person)

    with CaptureQueriesContext(connection) as queries:
        access = Access.of(person)

    assert len(queries) == 1
    assert len(access.blocked) == 3


def test_access_knows_whom_the_person_has_blocked_and_nobody_else():
    person = member()
    blocked = BlockFactory(person=person).blocked
    BlockFactory(blocked=person)
    BlockFactory(person=person, blocked=former())

    assert Access.of(person).blocked == {blocked.pk}
    assert Access.of(blocked).blocked == frozenset()


@pytest.mark.parametrize(
    ("play", "is_met"), [(moderator, True), (organiser, True), (mentor, False)]
)
def test_access_lets_pass_who_keeps_order_while_they_do(play, is_met):
    person, blocked = member(), play()
    BlockFactory(person=person, blocked=blocked)

    while_in_the_role = Access.of(person).blocked
    blocked.roles.update(ended_at=clock.now())

    assert while_in_the_role == (frozenset() if is_met else {blocked.pk})
    assert Access.of(person).blocked == {blocked.pk}


def test_access_then_has_no_block_that_was_made_later():
    person = member()
    blocked = BlockFactory(person=person).blocked

    with clock.at(clock.now() - DAY):
        before = Access.then(person)

    assert before.blocked == frozenset()
    assert Access.then(person).blocked == {blocked.pk}


def test_access_knows_where_a_person_is_and_where_they_were():
    person = expired()
    cohort = CircleFactory(kind="cohort")
    GrantFactory(person=person, circle=cohort, for_life=True)

    access = Access.of(person)

    assert access.open_circles == {cohort.pk}
    assert access.once_circles == {community().pk}
    assert (access.has_window, access.had_window) == (False, True)


def test_access_joins_grants_that_follow_one_another():
    person = member()
    first = person.grants.get()
    second = GrantFactory(
        person=person,
        starts_at=first.ends_at,
        ends_at=first.ends_at + timedelta(days=30),
    )

    assert Access.of(person).window.ends_at == second.ends_at


@pytest.mark.parametrize("has_later", [False, True])
def test_access_reckons_the_last_day_in_the_zone_of_the_grant_that_ends_it(has_later):
    now = clock.now()
    person = GrantFactory(ends_at=now + 9 * DAY, zone="Europe/Amsterdam").person
    GrantFactory(
        person=person,
        starts_at=now + 2 * DAY,
        ends_at=now + 30 * DAY,
        zone="America/New_York",
    )
    if has_later:
        GrantFactory(
            person=person,
            starts_at=now + 60 * DAY,
            ends_at=now + 90 * DAY,
            zone="Asia/Tokyo",
        )

    assert Access.of(person).window == Window(now + 30 * DAY, "America/New_York")


def test_access_counts_a_revoked_grant_as_a_place_once_held():
    person = UserFactory()
    GrantFactory(person=person, revoked_at=clock.now())

    access = Access.of(person)

    assert (access.has_window, access.had_window) == (False, True)
    assert access.once_circles == {community().pk}


def test_access_lets_a_role_count_only_beside_a_second_factor():
    role = RoleFactory(kind="moderator")
    assert Access.of(role.person).pending_roles == {"moderator"}
    assert not Access.of(role.person).is_moderator

    give_second_factor(role.person)

    assert Access.of(role.person).is_moderator


def test_access_of_a_role_that_ended_is_that_of_anyone():
    person = moderator()
    person.roles.update(ended_at=clock.now())

    assert not Access.of(person).is_moderator


def test_access_of_a_role_for_one_circle_is_not_for_the_site():
    person, circle = UserFactory(), CircleFactory()
    RoleFactory(person=person, kind="mentor", circle=circle)
    give_second_factor(person)

    access = Access.of(person)

    assert not access.is_mentor
    assert access.plays("mentor", circle.pk)


def test_access_ends_a_suspension_at_its_second():
    person = suspended()
    until = person.restrictions.get().ends_at

    with clock.at(until - timedelta(seconds=1)):
        assert Access.of(person).suspended_until == until
    with clock.at(until):
        assert not Access.of(person).is_suspended


@pytest.mark.parametrize("gone", [former, lambda: UserFactory(is_active=False)])
def test_access_of_a_closed_account_is_a_visitor(gone):
    assert not Access.of(gone()).is_signed_in


def test_access_tells_the_new_from_those_who_were_members():
    assert Access.of(UserFactory()).is_new
    assert not Access.of(member()).is_new
    assert not Access.of(expired()).is_new
    assert not Access.of(moderator()).is_new


def test_access_in_grace_reads_until_the_end_of_its_last_day_and_does_not_write():
    circle = CircleFactory(kind="cohort", grace_days=7, zone="Europe/Amsterdam")
    person = UserFactory()
    ends_at = datetime(2027, 3, 10, 23, tzinfo=UTC)
    GrantFactory(
        person=person,
        circle=circle,
        starts_at=ends_at - timedelta(days=365),
        ends_at=ends_at,
        zone="Europe/Amsterdam",
    )
    over = datetime(2027, 3, 17, 23, tzinfo=UTC)

    seen = {}
    for name, moment in {
        "open": ends_at - timedelta(seconds=1),
        "grace": ends_at,
        "last": over - timedelta(seconds=1),
        "over": over,
    }.items():
        with clock.at(moment):
            access = Access.of(person)
        seen[name] = (
            circle.pk in access.open_circles,
            circle.pk in access.readable_circles,
        )

    assert seen == {
        "open": (True, True),
        "grace": (False, True),
        "last": (False, True),
        "over": (False, False),
    }


def test_access_gives_no_grace_after_a_revocation():
    circle = CircleFactory(grace_days=7)
    person = GrantFactory(circle=circle, revoked_at=clock.now()).person

    assert Access.of(person).readable_circles == frozenset()


def test_access_tells_until_when_a_community_in_grace_may_be_read():
    community_circle = community()
    community_circle.grace_days = 14
    community_circle.save()
    person = expired()

    access = Access.of(person)

    assert not access.has_window
    assert access.grace_until > access.now


# The end of 10 March 2027 in Amsterdam, and of its 14 days of grace.
ENDED = datetime(2027, 3, 10, 23, tzinfo=UTC)
GRACE = ENDED + 14 * DAY


def in_a_circle_with_grace(*parts):
    """Someone whose grants began, end and were revoked so many days after ENDED."""
    circle = CircleFactory(grace_days=14, zone="Europe/Amsterdam")
    person = UserFactory()
    for start, end, revoked in [(-365, 0, None), *parts]:
        GrantFactory(
            person=person,
            circle=circle,
            starts_at=ENDED + start * DAY,
            ends_at=ENDED + end * DAY,
            revoked_at=None if revoked is None else ENDED + revoked * DAY,
            zone="Europe/Amsterdam",
            created_at=ENDED - 365 * DAY,
        )
    return person, circle


@pytest.mark.parametrize(
    ("parts", "read_on_until"),
    [
        pytest.param([], GRACE, id="alone"),
        pytest.param([(0, 30, 5)], ENDED + 5 * DAY, id="a later part ended now"),
        pytest.param([(-9, 30, 5)], ENDED + 5 * DAY, id="a part beside it ended now"),
        pytest.param([(0, 3, None), (3, 30, 5)], ENDED + 5 * DAY, id="two parts later"),
        pytest.param([(-9, 30, -2)], GRACE, id="a part beside it ended before"),
        pytest.param([(0, 30, -2)], GRACE, id="a later part that never began"),
        pytest.param([(-9, -5, 2)], GRACE, id="a part that was over, ended again"),
        pytest.param([(0, 3, None)], GRACE + 3 * DAY, id="a later part ran out"),
        pytest.param([(2, 30, 5)], GRACE, id="another window, after a gap, ended now"),
    ],
)
def test_access_gives_grace_to_an_unbroken_span_that_ran_out(parts, read_on_until):
    person, circle = in_a_circle_with_grace(*parts)

    found = []
    for moment in (read_on_until - timedelta(seconds=1), read_on_until):
        with clock.at(moment):
            found.append(circle.pk in Access.then(person).readable_circles)

    assert found == [True, False]


@pytest.mark.parametrize("action", [grants.revoke_all, grants.pause])
def test_access_gives_no_grace_to_a_window_that_was_closed_in_its_extension(action):
    Circle.objects.filter(pk=community().pk).update(grace_days=14)
    person, boss = UserFactory(), organiser()
    GrantFactory(person=person, starts_at=ENDED - 365 * DAY, ends_at=ENDED)
    GrantFactory(person=person, starts_at=ENDED, ends_at=ENDED + 30 * DAY)

    with clock.at(ENDED + 5 * DAY):
        action(organiser=boss, person=person, circle=community(), reason="Why")
        access = Access.of(person)

    assert (access.readable_circles, access.grace_until) == (frozenset(), None)
