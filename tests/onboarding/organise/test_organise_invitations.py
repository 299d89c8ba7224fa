"""The organisers' form for inviting somebody."""

from datetime import timedelta

import pytest
from django.urls import reverse

from access.models import Circle
from core import clock
from core.limits import INVITATIONS_A_PAGE
from onboarding.models import Invitation
from tests.factories.access import CircleFactory, community, organiser

pytestmark = pytest.mark.django_db


def test_an_invitation_opens_the_window_unless_another_circle_is_chosen(client):
    CircleFactory(name="Cohort 2")
    client.force_login(organiser())

    field = client.get(reverse("onboarding:organise_invitation_index")).context["form"][
        "circle"
    ]

    assert field.value() == Circle.objects.community().pk
    assert [str(label) for _value, label in field.field.choices] == [
        "Cohort 2 (opens no window)",
        "Community",
    ]


def offered(number, **fields):
    now = clock.now()
    terms = {
        "circle": community(),
        "anchor_on": now.date(),
        "expires_at": now + timedelta(days=30),
    }
    return Invitation.objects.bulk_create(
        Invitation(email=f"g{n}@example.org", token_hash=f"{n}", **terms | fields)
        for n in range(number)
    )


def test_open_invitations_come_a_page_at_a_time(client):
    """A list of graduates brings a thousand at once."""
    client.force_login(organiser())
    offered(INVITATIONS_A_PAGE + 1)
    page = reverse("onboarding:organise_invitation_index")

    first = client.get(page)
    more = first.context["list"].more
    rest = client.get(f"{page}?before={more}")

    assert f"{INVITATIONS_A_PAGE + 1} open" in first.content.decode()
    assert f'href="?before={more}"' in first.content.decode()
    assert first.content.decode().count("Withdraw") == INVITATIONS_A_PAGE
    assert "g0@example.org" not in first.content.decode()
    assert "g0@example.org" in rest.content.decode()
    assert rest.content.decode().count("Withdraw") == 1
    assert client.get(f"{page}?before=x").status_code == 404


def test_only_open_invitations_are_listed(client):
    host = organiser()
    client.force_login(host)
    offered(1, withdrawn_at=clock.now())

    page = client.get(reverse("onboarding:organise_invitation_index")).content.decode()

    assert "None is open." in page
    assert "g0@example.org" not in page
