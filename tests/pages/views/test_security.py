from datetime import UTC, datetime, timedelta

import pytest

from core import clock

PAGE = "/.well-known/security.txt"


def fields(client):
    response = client.get(PAGE)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    return dict(line.split(": ", 1) for line in lines)


@pytest.mark.parametrize(
    ("said", "contact"),
    [
        ("", "mailto:organisers@crossroads.example"),
        ("security@site.example", "mailto:security@site.example"),
        ("https://site.example/security", "https://site.example/security"),
    ],
)
def test_detail_says_where_a_fault_is_told_of(client, settings, said, contact):
    settings.SECURITY_CONTACT = said
    settings.SITE_URL = "https://site.example/"

    found = fields(client)

    assert (found["Contact"], found["Preferred-Languages"]) == (contact, "en")
    assert found["Canonical"] == f"https://site.example{PAGE}"


def test_detail_has_not_expired_whenever_it_is_read(client):
    for years in range(4):
        now = clock.now() + timedelta(days=365 * years)
        with clock.at(now):
            expires = datetime.fromisoformat(fields(client)["Expires"])

        assert timedelta(days=170) < expires - now.astimezone(UTC) < timedelta(365)
