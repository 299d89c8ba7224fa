"""The organisers' form for inviting somebody."""

import pytest
from django.urls import reverse

from accounts.models import Circle
from tests.factories.accounts import CircleFactory, organiser

pytestmark = pytest.mark.django_db


def test_an_invitation_opens_the_window_unless_another_circle_is_chosen(client):
    CircleFactory(name="Cohort 2")
    client.force_login(organiser())

    field = client.get(reverse("accounts:organise_invitations")).context["form"][
        "circle"
    ]

    assert field.value() == Circle.objects.community().pk
    assert [str(label) for _value, label in field.field.choices] == [
        "Cohort 2 (opens no window)",
        "Community",
    ]
