"""The closed door: which day it names, and which opening."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from forum.enums import Audience, Right, TeaserStyle
from forum.services.categories import set_rights
from tests.factories.access import CircleFactory, GrantFactory, community, organiser
from tests.factories.accounts import UserFactory
from tests.factories.forum import CategoryFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
FIRST = {"starts_at": NOW - 90 * DAY, "ends_at": NOW - 20 * DAY}
PAUSED = {
    "ends_at": NOW + 40 * DAY,
    "revoked_at": NOW - 2 * DAY,
    "paused_days": 42,
}
LATER = {"starts_at": NOW + 100 * DAY, "ends_at": NOW + 400 * DAY}


@pytest.fixture(autouse=True)
def _now():
    with clock.at(NOW):
        yield


def door_of(client, person, circle=None):
    """What the page says of a category that only the circle may read."""
    category = CategoryFactory(teaser_style=TeaserStyle.TITLE)
    rights = [
        ((Audience.CIRCLE, circle or community()), Right.READ),
        ((Audience.EVERYONE, None), Right.TEASER),
    ]
    set_rights(organiser=organiser(), category=category, rights=rights)
    client.force_login(person)
    response = client.get(category.get_absolute_url())
    assert response.status_code == 403
    lede = re.search(
        r'<p class="lede mt-s">(.*?)</p>', response.content.decode(), re.DOTALL
    )
    return " ".join(re.sub(r"<[^>]+>", "", lede[1]).split())


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param(
            [FIRST],
            "It closed on 11 April 2026. Nothing of yours was lost.",
            id="one that ended",
        ),
        pytest.param(
            [FIRST, {"starts_at": NOW - 60 * DAY, "revoked_at": NOW - 30 * DAY}],
            "It closed on 11 April 2026. Nothing of yours was lost.",
            id="a part beside it was revoked before",
        ),
        pytest.param(
            [FIRST | {"revoked_at": NOW - DAY}],
            "It closed on 11 April 2026. Nothing of yours was lost.",
            id="one that was revoked when it was over",
        ),
        pytest.param(
            [FIRST, {"starts_at": NOW - 9 * DAY, "revoked_at": NOW - 2 * DAY}],
            "It closed on 29 April 2026. Nothing of yours was lost.",
            id="revoked",
        ),
        pytest.param(
            [{"starts_at": NOW - 9 * DAY, **PAUSED}],
            "It was paused on 29 April 2026. The days that are left of it are kept.",
            id="paused",
        ),
        pytest.param(
            [
                {"starts_at": NOW - 60 * DAY, **PAUSED, "revoked_at": NOW - 50 * DAY},
                FIRST,
            ],
            "It closed on 11 April 2026. Nothing of yours was lost.",
            id="another one than the paused one ended last",
        ),
        pytest.param(
            [FIRST, LATER | {"revoked_at": NOW - DAY}],
            "It closed on 11 April 2026. Nothing of yours was lost.",
            id="a later one was revoked before it began",
        ),
        pytest.param(
            [FIRST, LATER],
            "It closed on 11 April 2026. Nothing of yours was lost. It opens again on "
            "Sunday 9 August 2026, with the start of that day in UTC.",
            id="a later one is coming",
        ),
        pytest.param(
            [LATER],
            "Your window opens on Sunday 9 August 2026, with the start of that day in "
            "UTC. It opens the members’ categories.",
            id="the first one is coming",
        ),
        pytest.param(
            [],
            "It opens with a window: a span of time that an organiser grants, for "
            "instance to the graduates of a cohort.",
            id="none",
        ),
    ],
)
def test_the_door_names_the_day_it_closed_and_the_day_it_opens(client, rows, said):
    person = UserFactory(zone="UTC")
    for row in rows:
        GrantFactory(person=person, **row)

    assert door_of(client, person) == said


def test_the_door_of_another_circle_does_not_call_an_open_window_closed(client):
    person = GrantFactory().person

    assert door_of(client, person, CircleFactory()) == (
        "Your window is open and does not reach in here: this category is for a "
        "circle that you are not in."
    )


def test_the_door_of_a_resumed_window_that_ended_does_not_call_it_paused(client):
    person = UserFactory(zone="UTC")
    paused = GrantFactory(person=person, starts_at=NOW - 9 * DAY, **PAUSED)
    GrantFactory(
        person=person,
        starts_at=NOW - 2 * DAY,
        ends_at=NOW - DAY,
        resumes=paused,
    )

    assert door_of(client, person) == (
        "It closed on 30 April 2026. Nothing of yours was lost."
    )
