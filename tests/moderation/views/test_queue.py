from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from tests.factories.access import member, organiser
from tests.factories.moderation import CaseFactory, FlagFactory

pytestmark = pytest.mark.django_db

URL = reverse("moderation:queue_index")


@pytest.mark.parametrize("make", [None, member, organiser])
def test_the_queue_is_not_there_for_anybody_else(client, make, db):
    if make:
        client.force_login(make())

    assert client.get(URL).status_code == 404


def test_index_puts_the_longest_wait_on_top_and_says_what_is_late(
    client, hana, held_post
):
    now = clock.now()
    CaseFactory(title="Late", opened_at=now - timedelta(hours=26))
    CaseFactory(title="Closed", closed_at=now, closed_by=hana, outcome="kept")
    CaseFactory(title="Recent", opened_at=now - timedelta(minutes=41))
    client.force_login(hana)

    rows = client.get(URL).context["rows"]

    assert [(row.title, row.age, row.is_late) for row in rows] == [
        ("Late", "26 h", True),
        ("Recent", "41 min", False),
        ("Post of a new person, in “Pay bands in Berlin”", "0 min", False),
    ]


@pytest.mark.parametrize(
    ("show", "titles"),
    [
        ("flags", ["A plain title"]),
        ("held", ["Post of a new person, in “Pay bands in Berlin”"]),
    ],
)
def test_index_filters_by_its_address(client, hana, held_post, show, titles):
    CaseFactory()
    client.force_login(hana)

    rows = client.get(URL, {"show": show}).context["rows"]

    assert [row.title for row in rows] == titles


def test_index_knows_no_other_filter(client, hana):
    client.force_login(hana)

    assert client.get(URL, {"show": "nonsense"}).status_code == 404


def test_the_header_counts_what_waits_for_moderators_alone(client, hana, held_post):
    FlagFactory()
    page = reverse("moderation:log_index")
    client.force_login(hana)
    seen_by_moderator = client.get(page).context["queue_size"]
    client.force_login(member())

    assert (seen_by_moderator, client.get(page).context["queue_size"]) == (2, 0)


@pytest.mark.parametrize("rows", [1, 3])
def test_index_asks_as_much_for_three_as_for_one(
    client, hana, rows, django_assert_max_num_queries
):
    FlagFactory.create_batch(rows)
    client.force_login(hana)

    with django_assert_max_num_queries(14):
        client.get(URL)
