"""From which day a renewal counts, and how far it reaches."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from access.access import Access
from access.errors import MomentOutOfRange, NothingOpen, NothingToRenew
from access.models import Circle
from access.services import grants
from accounts.services.people import lock_person
from core import clock
from onboarding.services.renewing import renew_or_open
from tests.access.services.windows import END, SPRING
from tests.factories.access import community
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_renew_grant_counts_from_the_window_that_is_open(boss, graduate):
    """Another one lies ahead, after a gap."""
    with clock.at(SPRING):
        grants.grant_window(
            organiser=boss,
            person=graduate,
            circle=community(),
            anchor_on=date(2027, 9, 1),
        )
        renewal = grants.renew_grant(
            organiser=boss, person=graduate, circle=community()
        )

    assert (renewal.starts_at, renewal.anchor_on) == (END, date(2026, 3, 10))
    assert (renewal.months, renewal.extra_days) == (24, 0)
    assert renewal.last_day == date(2028, 3, 10)


def test_renew_grant_in_an_extension_counts_from_the_window_before_it(boss, graduate):
    with clock.at(SPRING):
        grants.extend_grant(
            organiser=boss, person=graduate, circle=community(), days=30, reason="Kind"
        )
    with clock.at(END + timedelta(days=10)):
        renewal = grants.renew_grant(
            organiser=boss, person=graduate, circle=community()
        )

    assert (renewal.anchor_on, renewal.months) == (date(2026, 3, 10), 24)
    assert renewal.last_day == date(2028, 4, 9)


def test_renew_grant_refuses_what_only_lies_ahead(boss):
    person = UserFactory()
    with clock.at(SPRING):
        grants.grant_window(
            organiser=boss,
            person=person,
            circle=community(),
            anchor_on=date(2027, 9, 1),
        )
        with pytest.raises(NothingToRenew):
            grants.renew_grant(organiser=boss, person=person, circle=community())

    assert person.grants.count() == 1


def test_renew_grant_refuses_a_place_for_life_and_writes_nothing(boss, graduate):
    with clock.at(SPRING):
        grants.grant_for_life(organiser=boss, person=graduate, circle=community())
        with pytest.raises(NothingOpen, match="for life"):
            grants.renew_grant(organiser=boss, person=graduate, circle=community())

    assert graduate.grants.count() == 2


def test_renew_or_open_beside_a_place_for_life_has_a_row_of_its_own(boss, graduate):
    """What was paid for stands once the place for life is taken back."""
    moment = datetime(2026, 11, 22, 12, tzinfo=UTC)
    with clock.at(moment):
        for_life = grants.grant_for_life(
            organiser=boss, person=graduate, circle=community()
        )
        with transaction.atomic():
            bought = renew_or_open(
                granted_by=None,
                person=lock_person(graduate),
                circle=community(),
                anchor_on=moment.date(),
                months=12,
                reason="Renewed in the shop.",
                reference="order-1",
            )
        grants.revoke_grant(organiser=boss, grant=for_life, reason="A mistake")

        assert (bought.last_day, bought.reference) == (date(2027, 11, 22), "order-1")
        assert Access.of(graduate).window.ends_at == bought.ends_at


def test_renew_grant_after_a_gap_takes_the_zone_of_the_circle(boss, graduate):
    Circle.objects.filter(slug="community").update(zone="America/New_York")

    with clock.at(END + timedelta(days=60)):
        renewal = grants.renew_grant(
            organiser=boss, person=graduate, circle=community()
        )

    assert renewal.zone == "America/New_York"


def test_renew_grant_after_a_century_of_extensions_keeps_every_day(boss, graduate):
    with clock.at(SPRING):
        for _ in range(10):
            grants.extend_grant(
                organiser=boss,
                person=graduate,
                circle=community(),
                days=3_650,
                reason="Kind",
            )
        renewal = grants.renew_grant(
            organiser=boss, person=graduate, circle=community()
        )

    assert renewal.extra_days == 36_500
    assert renewal.last_day == date(2028, 3, 10) + timedelta(days=36_500)


@pytest.mark.parametrize(
    "action",
    [
        lambda **who: grants.extend_grant(days=3_650_000, reason="Kind", **who),
        lambda **who: grants.renew_grant(months=120_000, **who),
    ],
)
def test_what_no_calendar_reaches_is_refused_and_nothing_is_written(
    boss, graduate, action
):
    with clock.at(SPRING), pytest.raises(MomentOutOfRange, match="too far away"):
        action(organiser=boss, person=graduate, circle=community())

    assert graduate.grants.count() == 1
