from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from access.access import Access
from access.enums import GrantSource
from access.errors import NothingOpen, NothingPaused, NothingToRenew
from access.models import Grant
from access.services import grants
from access.services.circles import save_circle
from accounts.models import AuditEntry
from core import clock
from outbox.models import Mail
from tests.access.services.windows import END, SPRING
from tests.factories.access import (
    CircleFactory,
    GrantFactory,
    RoleFactory,
    community,
    member,
    moderator,
    organiser,
)
from tests.factories.accounts import UserFactory
from tests.racing import race

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def is_open(person, moment):
    with clock.at(moment):
        return Access.of(person).has_window


def test_grant_window_is_open_until_the_second_of_its_end(graduate):
    assert is_open(graduate, SPRING)
    assert is_open(graduate, END - SECOND)
    assert not is_open(graduate, END)
    assert not is_open(graduate, SPRING - SECOND)


def test_grant_window_counts_from_the_anchor_however_late_it_is_given(boss):
    person = UserFactory()

    with clock.at(SPRING + timedelta(days=200)):
        grant = grants.grant_window(
            organiser=boss,
            person=person,
            circle=community(),
            anchor_on=date(2026, 3, 10),
        )

    assert grant.ends_at == END
    assert grant.starts_at == SPRING + timedelta(days=200)


def test_grant_window_refuses_a_window_that_is_over(boss):
    with pytest.raises(NothingOpen, match="10 March 2027"), clock.at(END):
        grants.grant_window(
            organiser=boss,
            person=UserFactory(),
            circle=community(),
            anchor_on=date(2026, 3, 10),
        )

    assert not Grant.objects.exists()


def test_grant_window_that_lies_ahead_opens_on_its_day(boss):
    person = UserFactory()
    with clock.at(SPRING - timedelta(days=30)):
        grants.grant_window(
            organiser=boss,
            person=person,
            circle=community(),
            anchor_on=date(2026, 3, 10),
        )

    opens_at = datetime(2026, 3, 9, 23, tzinfo=UTC)
    assert not is_open(person, opens_at - SECOND)
    assert is_open(person, opens_at)


@pytest.mark.parametrize("actor", [member, moderator, UserFactory])
def test_grant_window_is_refused_to_all_but_organisers(actor):
    actor, person = actor(), UserFactory()
    before = Grant.objects.count()

    with pytest.raises(PermissionDenied):
        grants.grant_window(
            organiser=actor,
            person=person,
            circle=community(),
            anchor_on=clock.now().date(),
        )

    assert Grant.objects.count() == before


def test_grant_window_is_refused_to_an_organiser_without_a_second_factor():
    actor = RoleFactory(kind="organiser").person

    with pytest.raises(PermissionDenied, match="second factor"):
        grants.grant_window(
            organiser=actor,
            person=actor,
            circle=community(),
            anchor_on=clock.now().date(),
        )

    assert not Grant.objects.exists()


def test_extend_grant_adds_a_row_at_the_current_end(boss, graduate):
    with clock.at(SPRING + timedelta(days=300)):
        extension = grants.extend_grant(
            organiser=boss, person=graduate, circle=community(), days=30, reason="Kind"
        )

    assert extension.starts_at == END
    # 9 April lies in summer time: the last day ends an hour earlier in UTC.
    assert extension.ends_at == datetime(2027, 4, 9, 22, tzinfo=UTC)
    assert is_open(graduate, END)
    assert Grant.objects.get(source=GrantSource.ORGANISER).ends_at == END


def test_extend_grant_refuses_a_closed_window_and_writes_nothing(boss, graduate):
    with pytest.raises(NothingOpen), clock.at(END):
        grants.extend_grant(
            organiser=boss, person=graduate, circle=community(), days=30, reason="Late"
        )

    assert Grant.objects.count() == 1


def test_extend_grant_refuses_a_place_for_life(boss):
    person = GrantFactory(for_life=True).person

    with pytest.raises(NothingOpen, match="for life"):
        grants.extend_grant(
            organiser=boss, person=person, circle=community(), days=30, reason="More"
        )

    assert Grant.objects.count() == 1


def test_renew_grant_early_three_times_does_not_drift(boss):
    person, leap_day = UserFactory(), datetime(2024, 2, 29, 12, tzinfo=UTC)
    with clock.at(leap_day):
        grants.grant_window(
            organiser=boss,
            person=person,
            circle=community(),
            anchor_on=date(2024, 2, 29),
        )
        for _ in range(3):
            last = grants.renew_grant(organiser=boss, person=person, circle=community())

    assert last.ends_at == datetime(2028, 2, 29, 23, tzinfo=UTC)
    rows = Grant.objects.by_start()
    assert [row.starts_at for row in rows[1:]] == [row.ends_at for row in rows][:-1]


def test_renew_grant_keeps_the_days_that_an_extension_added(boss, graduate):
    with clock.at(SPRING):
        grants.extend_grant(
            organiser=boss, person=graduate, circle=community(), days=30, reason="Kind"
        )
        renewal = grants.renew_grant(
            organiser=boss, person=graduate, circle=community()
        )

    assert renewal.starts_at == datetime(2027, 4, 9, 22, tzinfo=UTC)
    assert renewal.ends_at == datetime(2028, 4, 9, 22, tzinfo=UTC)


def test_renew_grant_after_a_gap_is_a_window_from_today(boss, graduate):
    later = END + timedelta(days=60)
    with clock.at(later):
        renewal = grants.renew_grant(
            organiser=boss, person=graduate, circle=community()
        )

    assert renewal.anchor_on == date(2027, 5, 10)
    assert not is_open(graduate, END + timedelta(days=30))
    assert is_open(graduate, later)


def test_renew_grant_after_a_gap_takes_the_zone_that_the_circle_has_now(boss, graduate):
    save_circle(organiser=boss, circle=community(), zone="America/New_York")
    # The evening of 9 May there, and 10 May in Amsterdam.
    with clock.at(datetime(2027, 5, 10, 1, tzinfo=UTC)):
        renewal = grants.renew_grant(
            organiser=boss, person=graduate, circle=community()
        )

    assert (renewal.zone, renewal.anchor_on) == ("America/New_York", date(2027, 5, 9))
    assert renewal.last_day == date(2028, 5, 9)


def test_renew_grant_refuses_who_never_had_a_window(boss):
    with pytest.raises(NothingToRenew):
        grants.renew_grant(organiser=boss, person=UserFactory(), circle=community())

    assert not Grant.objects.exists()


def test_pause_and_resume_give_back_the_days_that_were_left(boss, graduate):
    with clock.at(SPRING + timedelta(days=100)):
        grants.pause(
            organiser=boss, person=graduate, circle=community(), reason="Leave"
        )
    assert not is_open(graduate, SPRING + timedelta(days=100))

    with clock.at(SPRING + timedelta(days=150)):
        grants.resume(organiser=boss, person=graduate, circle=community())

    assert is_open(graduate, END + timedelta(days=50) - timedelta(hours=2))
    assert not is_open(graduate, END + timedelta(days=50))


def test_resume_on_the_day_of_the_pause_changes_no_end(boss, graduate):
    with clock.at(SPRING + timedelta(days=100)):
        grants.pause(organiser=boss, person=graduate, circle=community(), reason="Oh")
        resumed = grants.resume(organiser=boss, person=graduate, circle=community())

    assert resumed.ends_at == END


def test_resume_works_once_for_each_pause(boss, graduate):
    with clock.at(SPRING):
        grants.pause(organiser=boss, person=graduate, circle=community(), reason="Oh")
        grants.resume(organiser=boss, person=graduate, circle=community())
        with pytest.raises(NothingPaused):
            grants.resume(organiser=boss, person=graduate, circle=community())

    assert Grant.objects.count() == 2


def test_revoke_grant_closes_at_once_and_leaves_other_circles_alone(boss, graduate):
    recordings = CircleFactory(kind="recordings")
    with clock.at(SPRING):
        grants.grant_for_life(organiser=boss, person=graduate, circle=recordings)
        grants.revoke_grant(
            organiser=boss,
            grant=graduate.grants.get(circle=community()),
            reason="Asked for",
        )
        access = Access.of(graduate)

    assert access.open_circles == {recordings.pk}
    assert access.suspended_until is None


def test_a_place_takes_the_days_of_grace_that_its_circle_has_that_day(boss):
    circle, person = CircleFactory(grace_days=14), UserFactory()
    where = {"organiser": boss, "person": person, "circle": circle}
    grants.grant_place(**where, months=12)
    save_circle(organiser=boss, circle=circle, grace_days=3)
    grants.pause(**where, reason="A leave")
    grants.resume(**where)
    grants.extend_grant(**where, days=1, reason="A gift")

    found = Grant.objects.filter(person=person).order_by("pk")
    assert list(found.values_list("source", "grace_days")) == [
        ("organiser", 14),
        ("resumption", 14),
        ("extension", 3),
    ]


def test_revoke_grant_leaves_what_is_over_as_it_ended(boss):
    with clock.at(datetime(2026, 5, 1, 12, tzinfo=UTC)):
        grant = GrantFactory(
            starts_at=clock.now() - timedelta(days=90), ends_at=clock.now()
        )

        with pytest.raises(NothingOpen, match="ended by itself on 1 May 2026"):
            grants.revoke_grant(organiser=boss, grant=grant, reason="Late")

    grant.refresh_from_db()
    assert (grant.revoked_at, grant.revoke_reason) == (None, "")
    assert not AuditEntry.objects.filter(action="grant_revoked").exists()
    assert not Mail.objects.exists()


def test_revoke_grant_twice_keeps_the_first_revocation(boss, graduate):
    grant = graduate.grants.get()
    with clock.at(SPRING + timedelta(days=1)):
        grants.revoke_grant(organiser=boss, grant=grant, reason="First")
    with clock.at(SPRING + timedelta(days=2)):
        grants.revoke_grant(organiser=boss, grant=grant, reason="Second")

    grant.refresh_from_db()
    assert grant.revoke_reason == "First"
    assert AuditEntry.objects.filter(action="grant_revoked").count() == 1


def test_revoke_grant_refuses_what_ended_by_itself(boss, graduate):
    grant = graduate.grants.get()
    with (
        clock.at(END + timedelta(days=5)),
        pytest.raises(NothingOpen, match="ended by itself on 10 March 2027"),
    ):
        grants.revoke_grant(organiser=boss, grant=grant, reason="Late")

    grant.refresh_from_db()
    assert (grant.revoked_at, grant.revoke_reason) == (None, "")
    assert not AuditEntry.objects.filter(action="grant_revoked").exists()


def test_two_orders_for_life_are_two_places(boss):
    person, circle = UserFactory(), CircleFactory(kind="recordings")
    grants.grant_for_life(organiser=boss, person=person, circle=circle)

    given = [
        grants.open_for_life(
            granted_by=None,
            person=person,
            circle=circle,
            reason="Bought",
            source=GrantSource.WEBHOOK,
            reference=reference,
        )
        for reference in ("order-1", "order-2", "order-1")
    ]

    assert [grant.reference for grant in given] == ["order-1", "order-2", "order-1"]
    assert given[0] == given[2]
    assert person.grants.count() == 3


@pytest.mark.parametrize(
    ("anchor_on", "opens_at"),
    [
        (date(2030, 1, 1), datetime(2029, 12, 31, 23, tzinfo=UTC)),
        (date(2020, 1, 1), SPRING),
        (None, SPRING),
    ],
)
def test_grant_place_for_life_opens_on_its_day(boss, anchor_on, opens_at):
    person = UserFactory()
    with clock.at(SPRING):
        given = [
            grants.grant_place(
                organiser=boss,
                person=person,
                circle=community(),
                months=0,
                anchor_on=anchor_on,
            )
            for _ in range(2)
        ]

    assert given[0] == given[1]
    assert (given[0].starts_at, given[0].ends_at) == (opens_at, None)
    assert not is_open(person, opens_at - SECOND)
    assert is_open(person, opens_at)


def test_grant_for_life_comes_before_one_that_lies_ahead(boss):
    person = UserFactory()
    with clock.at(SPRING):
        grants.grant_place(
            organiser=boss,
            person=person,
            circle=community(),
            months=0,
            anchor_on=date(2030, 1, 1),
        )
        now = grants.grant_for_life(organiser=boss, person=person, circle=community())

    assert now.starts_at == SPRING
    assert person.grants.count() == 2


def test_grant_for_life_is_given_once(boss):
    person, circle = UserFactory(), CircleFactory(kind="recordings")

    first = grants.grant_for_life(organiser=boss, person=person, circle=circle)
    again = grants.grant_for_life(organiser=boss, person=person, circle=circle)

    assert first == again
    assert is_open_circle(person, circle, clock.now() + timedelta(days=36_500))


def is_open_circle(person, circle, moment):
    with clock.at(moment):
        return circle.pk in Access.of(person).open_circles


@pytest.mark.django_db(transaction=True)
def test_extend_grant_twice_at_once_adds_both():
    boss, person = organiser(), UserFactory()
    grants.grant_window(
        organiser=boss, person=person, circle=community(), anchor_on=clock.now().date()
    )
    first = person.grants.get()

    def extend():
        return grants.extend_grant(
            organiser=boss, person=person, circle=community(), days=30, reason="Both"
        )

    race(extend, extend, extend)

    ends = sorted(grant.ends_at for grant in person.grants.all())
    assert len(ends) == 4
    assert (ends[-1] - first.ends_at).days in {89, 90}


@pytest.mark.django_db(transaction=True)
def test_resume_twice_at_once_gives_back_once():
    boss, person = organiser(), UserFactory()
    grants.grant_window(
        organiser=boss, person=person, circle=community(), anchor_on=clock.now().date()
    )
    grants.pause(organiser=boss, person=person, circle=community(), reason="Leave")

    def resume():
        return grants.resume(organiser=boss, person=person, circle=community())

    outcomes = race(resume, resume)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "Grant",
        "NothingPaused",
    ]
    assert person.grants.standing().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_organisers_on_each_other_s_page_do_not_stop_each_other():
    one, other = organiser(), organiser()
    for person in (one, other):
        grants.grant_window(
            organiser=one,
            person=person,
            circle=community(),
            anchor_on=clock.now().date(),
        )

    def extend(actor, person):
        return lambda: grants.extend_grant(
            organiser=actor, person=person, circle=community(), days=1, reason="Kind"
        )

    outcomes = [
        outcome
        for _ in range(20)
        for outcome in race(extend(one, other), extend(other, one))
    ]

    assert {type(outcome).__name__ for outcome in outcomes} == {"Grant"}
    assert Grant.objects.filter(source="extension").count() == 40
