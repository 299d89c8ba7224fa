import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.test import Client

from access.models import Circle, Grant
from core import clock
from core.limits import ADDRESS_MAX, BODY_MAX, WEBHOOK_BODY_MAX, WEBHOOK_CALLS
from onboarding.errors import WebhookRefused
from onboarding.middleware import WebhookAnswers
from onboarding.models import Invitation, ShopEvent
from onboarding.services.webhook import parsing
from tests.factories.accounts import UserFactory
from tests.onboarding.webhook.shop import (
    KEY,
    NEXT_KEY,
    URL,
    body_of,
    ended,
    opened,
    send,
)

pytestmark = pytest.mark.django_db

DOCS = Path(django_settings.BASE_DIR) / "docs"


@pytest.fixture
def shop(settings):
    """A client that Django asks for everything that it asks of strangers."""
    settings.ACCESS_WEBHOOK_KEYS = [KEY]
    return Client(enforce_csrf_checks=True)


def nothing_written():
    return not (
        ShopEvent.objects.exists()
        or Grant.objects.exists()
        or Invitation.objects.exists()
    )


def test_access_opens_and_ends(shop):
    person = UserFactory(email="buyer@example.org")

    response = send(shop, opened())
    assert response.status_code == 200
    assert response.json() == {
        "id": "event-1",
        "outcome": "opened",
        "sentence": "The place is open.",
    }
    assert "no-store" in response["Cache-Control"]
    assert person.grants.open_at(clock.now()).exists()

    assert send(shop, ended()).json()["outcome"] == "ended"
    assert not person.grants.open_at(clock.now()).exists()


def test_access_answers_a_replay_as_it_did_the_first_time(shop):
    UserFactory(email="buyer@example.org")
    event = opened()
    first = send(shop, event)

    again = send(shop, event)

    assert (again.status_code, again.json()) == (200, first.json())
    assert Grant.objects.count() == 1


def test_access_is_not_there_without_a_key(client, settings):
    settings.ACCESS_WEBHOOK_KEYS = []

    assert send(client, opened()).status_code == 404
    assert client.get(URL).status_code == 404
    assert nothing_written()


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("Mi\u200bra \u202eVa\x07lk\ue000", "Mira Valk"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        ("\u3164", ""),
        ("Z" + "\u0301" * 30, "Z" + "\u0301" * 8),
    ],
)
def test_a_name_is_read_as_it_is_seen(sent, name):
    assert parsing.parse(body_of(opened(name=sent))).name == name


def test_access_takes_two_keys_while_one_is_changed(shop, settings):
    settings.ACCESS_WEBHOOK_KEYS = [KEY, NEXT_KEY]

    assert send(shop, opened(), key=NEXT_KEY).status_code == 200
    assert send(shop, ended(), key=KEY).status_code == 200


@pytest.mark.parametrize(
    "signing",
    [
        {"header": ""},
        {"header": "t=1,v1=" + "0" * 64},
        {"key": NEXT_KEY},
        {"minutes": -6},
        {"minutes": 6},
    ],
)
def test_access_refuses_what_is_not_signed_lately(shop, signing):
    signing = dict(signing)
    if minutes := signing.pop("minutes", 0):
        signing["at"] = clock.now() + timedelta(minutes=minutes)

    response = send(shop, opened(), **signing)

    assert response.status_code == 401
    assert response.json()["error"]
    assert nothing_written()


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 30_000,
        b'{"id": 1' + b"0" * 5_000 + b"}",
        b'{"type": "grant.opened", "type": "grant.opened"}',
        body_of(opened(type="grant.stolen")),
        body_of(opened(type="grant.renewed", months=0)),
        body_of(opened(months=True)),
        body_of(opened(months=-1)),
        body_of(opened(months=12.5)),
        body_of(opened(months="12")),
        body_of(opened(email="nobody")),
        body_of(opened(email=["buyer@example.org"])),
        body_of(opened(email="b\u00fcyer@example.org")),
        body_of(opened(email='"buyer"@example.org')),
        body_of(opened(name="www.spam.example")),
        body_of(opened(name="evil.com")),
        body_of(opened(name="\ud800")),
        body_of(opened(reference="")),
        body_of(opened(reference="with space")),
        body_of(opened(reference="x" * 101)),
        body_of(opened(id="\x00")),
        body_of(opened(occurred_at="2026-11-22")),
        body_of(opened(occurred_at="2026-11-22T10:00:00")),
        body_of(opened(occurred_at="2026-11-22T10:00:00.1234567890123Z")),
        body_of(opened(occurred_at="0001-01-01T00:00:00+14:00")),
        body_of(opened(occurred_at="9999-12-31T23:59:59-14:00")),
        body_of(ended(occurred_at="0001-01-01T00:00:00+14:00")),
        body_of(opened(anchor_on="20261122")),
        body_of(opened(circle="../etc")),
        body_of(opened(is_organiser=True)),
        body_of({"id": "event-1", "type": "grant.opened"}),
    ],
)
def test_access_refuses_what_the_schema_does_not_know(shop, body):
    response = send(shop, body)

    assert response.status_code == 422
    assert response.json()["error"]
    assert nothing_written()


def test_access_refuses_a_large_body_another_type_and_another_method(shop):
    large = body_of(opened(name="x" * WEBHOOK_BODY_MAX))
    assert send(shop, large).status_code == 413
    assert shop.post(URL, {"id": "event-1"}).status_code == 415
    refused = shop.get(URL)
    assert (refused.status_code, refused["Allow"]) == (405, "POST")
    assert nothing_written()


def test_access_counts_what_comes_from_one_place(shop):
    UserFactory(email="buyer@example.org")
    event = opened()
    with clock.at(clock.now()):
        for _ in range(WEBHOOK_CALLS[0]):
            assert send(shop, event).status_code == 200
        response = send(shop, ended())

    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert response.json()["error"]
    assert ShopEvent.objects.count() == 1


def test_access_counts_strangers_by_themselves(shop):
    """Whoever shares the shop's address, or stands before a proxy, stops no event."""
    with clock.at(clock.now()):
        for _ in range(WEBHOOK_CALLS[0]):
            assert send(shop, b"{}", header="").status_code == 401
        refused = send(shop, b"{}", header="")
        response = send(shop, opened())

    assert refused.status_code == 429
    assert refused.json()["error"]
    assert response.status_code == 200
    assert ShopEvent.objects.count() == 1


@pytest.mark.parametrize("indent", [None, 3])
def test_access_knows_an_event_by_its_value(shop, indent):
    event = opened(name="Zo\u00eb Buyer")
    first = send(shop, event)
    turned = json.dumps(
        dict(reversed(event.items())), indent=indent, ensure_ascii=False
    )

    again = send(shop, turned.encode())

    assert (again.status_code, again.json()) == (200, first.json())
    assert ShopEvent.objects.count() == Invitation.objects.count() == 1


@pytest.mark.parametrize("change", [{"months": 6}, {"name": "Another Buyer"}])
def test_access_refuses_another_event_under_a_known_id(shop, change):
    event = opened()
    send(shop, event)

    response = send(shop, event | change)

    assert response.status_code == 422
    assert response.json() == {"error": "Another event came with this id before."}
    assert Invitation.objects.get().months == 12


def asked_wrongly(shop):
    """Requests that no view answers, or that it refuses, and their statuses."""
    form = {"content_type": "application/json"}
    long = {"HTTP_X_CROSSROADS_SIGNATURE": "", **form}
    return [
        (413, shop.post(URL, b"x" * (BODY_MAX + 1), **long)),
        (413, shop.post(URL, b"x" * (WEBHOOK_BODY_MAX + 1), **long)),
        (400, shop.post(URL, b"{}", CONTENT_LENGTH="many", **form)),
        (414, shop.post(f"{URL}?{'x' * ADDRESS_MAX}", b"{}", **form)),
        (405, shop.get(URL)),
        (405, shop.put(URL, b"{}", **form)),
        (405, shop.options(URL)),
        (415, shop.post(URL, {"id": "event-1"})),
        (401, shop.post(URL, b"{}", **form)),
        (404, shop.get(f"{URL}below/")),
        (404, shop.post(f"{URL}below/", b"{}", **form)),
        (404, shop.get("/hooks/other/")),
        (400, shop.post(URL, b"{}", HTTP_HOST="evil.example", **form)),
    ]


def test_whatever_goes_wrong_is_answered_in_json(shop):
    for status, response in asked_wrongly(shop):
        assert response.status_code == status
        assert response["Content-Type"] == "application/json"
        assert set(response.json()) == {"error"}
        assert response.json()["error"]
    assert nothing_written()


def test_a_failure_of_the_site_is_answered_in_json(shop):
    """The circle that the gate is held by is gone: nothing here expects that."""
    shop.raise_request_exception = False
    Circle.objects.all().delete()

    response = send(shop, opened())

    assert response.status_code == 500
    assert "send it again" in response.json()["error"]
    assert nothing_written()


def test_without_a_key_the_address_answers_in_json_that_it_is_not_there(
    client, settings
):
    settings.ACCESS_WEBHOOK_KEYS = []

    assert client.get(URL).json() == {"error": "There is no such address."}


@pytest.mark.parametrize("status", [301, 400, 429, 500, 502, 503])
def test_a_page_of_whatever_stands_between_becomes_json(rf, status):
    page = HttpResponse("<p>A page</p>", status=status, headers={"Retry-After": "9"})

    answer = WebhookAnswers(lambda request: page)(rf.post(URL))

    assert (answer.status_code, answer["Retry-After"]) == (status, "9")
    assert list(json.loads(answer.content)) == ["error"]
    assert WebhookAnswers(lambda request: page)(rf.post("/t/1/reply/")) is page


@pytest.mark.parametrize("day", [None, "2026-11-22"])
def test_access_reads_the_day_of_the_first_moment_only_where_it_needs_it(shop, day):
    Circle.objects.update(zone="America/New_York")
    event = opened(occurred_at="0001-01-01T00:00:00Z")
    with clock.at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        response = send(shop, event | ({"anchor_on": day} if day else {}))

    assert response.status_code == (200 if day else 422)
    assert Invitation.objects.exists() is bool(day)


@pytest.mark.parametrize(
    "moment",
    [
        "2026-11-22T10:00:00.5Z",
        "2026-11-22T10:00:00.123456789Z",
        "2026-11-22T12:00:00.123456789012+02:00",
    ],
)
def test_read_cuts_a_moment_to_the_microsecond(moment):
    schema = json.loads((DOCS / "webhook.schema.json").read_text())
    pattern = schema["$defs"]["occurred_at"]["pattern"]

    event = parsing.parse(body_of(opened(occurred_at=moment)))

    assert re.search(pattern, moment)
    second = event.occurred_at.replace(microsecond=0)
    assert second == datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert event.occurred_at.microsecond in {500_000, 123_456}


def test_schema_says_what_is_read():
    schema = json.loads((DOCS / "webhook.schema.json").read_text())
    kinds = {kind["title"]: kind for kind in schema["oneOf"]}

    assert set(schema["$defs"]) == parsing.KNOWN
    assert set(kinds) == set(parsing.KINDS)
    for name, kind in kinds.items():
        assert set(kind["required"]) == parsing.REQUIRED[name]
        assert set(kind["properties"]) == parsing.KNOWN
        assert kind["properties"]["type"] == {"const": name}
        assert kind["additionalProperties"] is False
    patterns = {
        name: schema["$defs"][name].get("pattern")
        for name in ("reference", "circle", "anchor_on")
    }
    assert patterns == {
        "reference": f"^{parsing.REFERENCE.pattern}$",
        "circle": f"^{parsing.SLUG.pattern}$",
        "anchor_on": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    }


def test_documentation_shows_events_that_are_read():
    text = (DOCS / "webhook.md").read_text()
    examples = [part.partition("```")[0] for part in text.split("```json\n")[1:]]

    events = [parsing.parse(example.encode()) for example in examples]

    assert {event.type for event in events} == set(parsing.KINDS)
    with pytest.raises(WebhookRefused):
        parsing.parse(b"{}")
