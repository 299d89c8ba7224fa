from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.forms.fields import ZoneField
from core.zones import clock_key, listed, offset_of, place_of, place_within

YEAR = datetime(2025, 12, 31, tzinfo=UTC)


def key_of(zone):
    with timezone.override(ZoneInfo(zone)):
        return clock_key()


def test_listed_names_each_zone_once():
    assert {"Europe/Kyiv", "Asia/Kolkata", "Europe/Amsterdam"} <= set(listed())
    assert not {"Europe/Kiev", "Asia/Calcutta", "US/Pacific"} & set(listed())
    assert set(listed()) <= available_timezones()


@pytest.mark.parametrize(
    ("zone", "town", "within"),
    [
        ("UTC", "UTC", "UTC"),
        ("Europe/Amsterdam", "Amsterdam", "Amsterdam"),
        ("America/New_York", "New York", "New York"),
        ("America/Indiana/Tell_City", "Tell City", "Indiana, Tell City"),
        ("Antarctica/DumontDUrville", "Dumont d’Urville", "Dumont d’Urville"),
    ],
)
def test_a_zone_is_told_by_its_town(zone, town, within):
    assert (place_of(zone), place_within(zone)) == (town, within)


def test_a_zone_of_an_older_name_stays_chosen():
    field = ZoneField()

    kept = field.widget.render("zone", "Asia/Calcutta")
    unknown = ZoneField().widget.render("zone", "Nowhere/Land")

    assert '<option value="Asia/Calcutta" selected>Calcutta</option>' in kept
    assert "Nowhere" not in unknown
    assert field.clean("Asia/Calcutta") == "Asia/Calcutta"


@pytest.mark.parametrize(
    ("zone", "month", "told"),
    [
        ("Europe/Amsterdam", 1, "UTC+1"),
        ("Europe/Amsterdam", 7, "UTC+2"),
        ("Europe/London", 1, "UTC"),
        ("America/St_Johns", 1, "UTC-3:30"),
        ("Asia/Kathmandu", 1, "UTC+5:45"),
        ("UTC", 1, "UTC"),
    ],
)
def test_an_offset_is_told_as_people_write_it(zone, month, told):
    assert offset_of(datetime(2026, month, 5, tzinfo=ZoneInfo(zone))) == told


def test_zones_of_one_clock_share_a_key():
    zones = ["Europe/Amsterdam", "Europe/Berlin", "Europe/Paris", "Africa/Ceuta"]

    assert len({key_of(zone) for zone in zones}) == 1
    assert len({key_of(zone) for zone in listed()}) < len(listed()) / 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # The same in winter, another summer time, or a summer time that begins at
        # another hour of the same day.
        ("Europe/Amsterdam", "Africa/Lagos"),
        ("Europe/London", "Africa/Abidjan"),
        ("America/New_York", "America/Havana"),
    ],
)
def test_zones_whose_clocks_differ_at_any_moment_have_keys_of_their_own(one, other):
    assert key_of(one) != key_of(other)


@given(st.sampled_from(listed()), st.sampled_from(listed()), st.integers(0, 4_000_000))
def test_what_shares_a_key_shows_every_moment_alike(one, other, minutes):
    moment = YEAR - timedelta(minutes=minutes)

    if key_of(one) == key_of(other):
        shown = [moment.astimezone(ZoneInfo(z)).isoformat() for z in (one, other)]
        assert shown[0] == shown[1]
