from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.calendar import (
    covered,
    covered_since,
    covered_until,
    days_left,
    end_of_day,
    last_day_before,
    last_usable_day,
    start_of_day,
    window_end,
    without,
)
from access.errors import MomentOutOfRange

AMSTERDAM = "Europe/Amsterdam"
ZONES = st.sampled_from(sorted(available_timezones() - {"Factory", "localtime"}))


@pytest.mark.parametrize(
    ("anchor", "zone", "last_day", "ends_at"),
    [
        # The vectors of the access window: plain, both leap cases, summer time.
        ("2026-03-10", AMSTERDAM, "2027-03-10", "2027-03-10T23:00"),
        ("2024-02-29", AMSTERDAM, "2025-02-28", "2025-02-28T23:00"),
        ("2025-02-28", AMSTERDAM, "2026-02-28", "2026-02-28T23:00"),
        ("2027-02-28", AMSTERDAM, "2028-02-28", "2028-02-28T23:00"),
        ("2026-06-30", AMSTERDAM, "2027-06-30", "2027-06-30T22:00"),
        # Both sides of the date line.
        ("2026-03-10", "Pacific/Kiritimati", "2027-03-10", "2027-03-10T10:00"),
        ("2026-03-10", "Pacific/Pago_Pago", "2027-03-10", "2027-03-11T11:00"),
        # A quarter of an hour.
        ("2026-03-10", "Asia/Kathmandu", "2027-03-10", "2027-03-10T18:15"),
        # The last day is the day on which clocks go forward, and back.
        ("2026-03-28", AMSTERDAM, "2027-03-28", "2027-03-28T22:00"),
        ("2026-10-31", AMSTERDAM, "2027-10-31", "2027-10-31T23:00"),
        # Midnight after the last day does not exist: Beirut goes forward at 00:00.
        ("2026-03-27", "Asia/Beirut", "2027-03-27", "2027-03-27T22:00"),
        ("2023-12-31", "UTC", "2024-12-31", "2025-01-01T00:00"),
    ],
)
def test_window_end(anchor, zone, last_day, ends_at):
    anchor = date.fromisoformat(anchor)

    assert last_usable_day(anchor, months=12) == date.fromisoformat(last_day)
    assert window_end(anchor, months=12, zone=zone) == datetime.fromisoformat(
        ends_at
    ).replace(tzinfo=UTC)


def test_window_end_of_early_renewals_is_computed_from_the_anchor():
    anchor = date(2024, 2, 29)

    ends = [last_usable_day(anchor, months=12 * years) for years in (1, 2, 3, 4)]

    assert ends == [
        date(2025, 2, 28),
        date(2026, 2, 28),
        date(2027, 2, 28),
        date(2028, 2, 29),
    ]
    assert window_end(anchor, months=48, zone=AMSTERDAM) == datetime(
        2028, 2, 29, 23, tzinfo=UTC
    )


def test_window_end_in_los_angeles_is_the_afternoon_of_the_last_day():
    ends_at = window_end(date(2026, 3, 10), months=12, zone=AMSTERDAM)

    assert ends_at.astimezone(ZoneInfo("America/Los_Angeles")) == datetime(
        2027, 3, 10, 15, tzinfo=ZoneInfo("America/Los_Angeles")
    )


def test_window_end_adds_extra_days_after_the_months():
    assert last_usable_day(date(2024, 2, 29), months=12, extra_days=1) == date(
        2025, 3, 1
    )


@pytest.mark.parametrize("anchor", [date.max, date(9999, 1, 1)])
def test_window_end_says_when_a_date_is_out_of_reach(anchor):
    with pytest.raises(MomentOutOfRange):
        window_end(anchor, months=12, zone=AMSTERDAM)


@given(
    anchor=st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    months=st.integers(1, 120),
    zone=ZONES,
)
def test_window_end_is_the_first_moment_after_its_last_day(anchor, months, zone):
    ends_at = window_end(anchor, months=months, zone=zone)
    last = last_usable_day(anchor, months=months)
    local = ZoneInfo(zone)

    assert ends_at.astimezone(local).date() > last
    before = (ends_at - timedelta(seconds=1)).astimezone(local)
    # A zone that leaves out whole days (Samoa, 2011) has no moment on them.
    assert before.date() <= last
    assert last.day in (anchor.day, last.day)
    assert last.day <= anchor.day


@given(day=st.dates(date(1990, 1, 1), date(2090, 1, 1)), zone=ZONES)
def test_start_of_day_and_end_of_day_leave_no_gap(day, zone):
    assert end_of_day(day, zone) == start_of_day(day + timedelta(days=1), zone)
    assert start_of_day(day, zone) < end_of_day(day + timedelta(days=1), zone)


@given(
    anchor=st.dates(date(2000, 1, 1), date(2080, 1, 1)),
    earlier=st.integers(1, 24),
    more=st.integers(1, 24),
)
def test_last_usable_day_grows_with_the_months(anchor, earlier, more):
    assert last_usable_day(anchor, months=earlier) < last_usable_day(
        anchor, months=earlier + more
    )


def test_last_day_before_is_the_day_that_was_computed():
    ends_at = window_end(date(2026, 6, 30), months=12, zone=AMSTERDAM)

    assert last_day_before(ends_at, AMSTERDAM) == date(2027, 6, 30)


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ("2026-11-22T12:00", 27),
        ("2026-12-18T22:59", 1),
        ("2026-12-18T23:00", 0),
        ("2026-12-19T22:59", 0),
        ("2026-12-19T23:00", -1),
    ],
)
def test_days_left_counts_the_days_of_the_zone(now, days):
    ends_at = end_of_day(date(2026, 12, 19), AMSTERDAM)

    now = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert days_left(now, ends_at, AMSTERDAM) == days


def moment(day):
    return datetime(2026, 1, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("spans", "until"),
    [
        ([], 5),
        ([(1, 10)], 10),
        ([(1, 10), (10, 20)], 20),
        ([(10, 20), (1, 10)], 20),
        ([(1, 10), (11, 20)], 10),
        ([(1, 20), (2, 10)], 20),
        ([(7, 9)], 5),
        ([(1, 10), (9, None)], None),
    ],
)
def test_covered_until(spans, until):
    spans = [(moment(a), moment(b) if b else None) for a, b in spans]

    assert covered_until(spans, moment(5)) == (moment(until) if until else None)


@pytest.mark.parametrize(
    ("spans", "since"),
    [
        ([], None),
        ([(1, 10)], 1),
        ([(1, 3), (3, 10)], 1),
        ([(1, 3), (4, 10)], 4),
        ([(1, 4), (2, 3)], None),
        ([(1, None), (3, 4)], 1),
        ([(6, 9)], None),
        ([(1, 5)], None),
    ],
)
def test_covered_since(spans, since):
    spans = [(moment(a), moment(b) if b else None) for a, b in spans]

    assert covered_since(spans, moment(5)) == (moment(since) if since else None)


def spans_of(pairs):
    return [(moment(a), moment(b) if b else None) for a, b in pairs]


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], []),
        ([(1, 3)], []),
        ([(1, 5)], []),
        ([(1, 10)], [(5, 10)]),
        ([(1, 10), (10, 20)], [(5, 20)]),
        ([(12, 20), (1, 10)], [(5, 10), (12, 20)]),
        ([(1, 20), (2, 10), (15, 21)], [(5, 21)]),
        ([(7, 9), (8, None), (10, 11)], [(7, None)]),
        ([(1, None), (7, 9)], [(5, None)]),
    ],
)
def test_covered(spans, expected):
    assert list(covered(spans_of(spans), moment(5))) == spans_of(expected)


@pytest.mark.parametrize(
    ("spans", "others", "expected"),
    [
        ([], [(1, 2)], []),
        ([(1, 9)], [], [(1, 9)]),
        ([(1, 9)], [(1, 9)], []),
        ([(1, 9)], [(3, 5)], [(1, 3), (5, 9)]),
        ([(1, 9)], [(1, 4), (6, 7)], [(4, 6), (7, 9)]),
        ([(1, 9)], [(9, 12)], [(1, 9)]),
        ([(4, 9), (11, None)], [(1, 5), (8, 12)], [(5, 8), (12, None)]),
        ([(1, None)], [(3, None)], [(1, 3)]),
        ([(1, 9)], [(1, None)], []),
        ([(1, None)], [(1, 9)], [(9, None)]),
    ],
)
def test_without(spans, others, expected):
    assert without(spans_of(spans), spans_of(others)) == spans_of(expected)
