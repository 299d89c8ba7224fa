from zoneinfo import available_timezones

import pytest

from accounts.forms.fields import ZoneField
from core.zones import listed, place_of, place_within


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
