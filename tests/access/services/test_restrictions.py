from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from access.access import Access
from access.models import Restriction
from access.policies import can_write
from access.services.restrictions import lift, suspend
from core import clock
from tests.factories.access import member, mentor, moderator, organiser
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def week():
    return clock.now() + timedelta(days=7)


def test_suspend_ends_writing_and_leaves_the_window_open():
    person = member()

    suspend(moderator=moderator(), person=person, until=week(), reason="Rule 4")

    access = Access.of(person)
    assert not can_write(access)
    assert access.has_window


def test_lift_gives_writing_back():
    hana, person = moderator(), member()
    restriction = suspend(moderator=hana, person=person, until=week(), reason="Rule 4")

    lift(moderator=hana, restriction=restriction)

    assert can_write(Access.of(person))


@pytest.mark.parametrize("actor", [member, organiser, mentor])
def test_suspend_is_refused_to_all_but_moderators(actor):
    with pytest.raises(PermissionDenied):
        suspend(moderator=actor(), person=member(), until=week(), reason="Rule 4")

    assert not Restriction.objects.exists()


@pytest.mark.parametrize("target", [moderator, organiser, mentor])
def test_suspend_spares_who_holds_a_role(target):
    with pytest.raises(PermissionDenied, match="role"):
        suspend(moderator=moderator(), person=target(), until=week(), reason="Rule 4")

    assert not Restriction.objects.exists()


def test_suspend_refuses_oneself():
    hana = moderator()

    with pytest.raises(PermissionDenied, match="yourself"):
        suspend(moderator=hana, person=hana, until=week(), reason="Rule 4")

    assert not Restriction.objects.exists()


@pytest.mark.parametrize(("days", "reason"), [(-1, "Rule 4"), (0, "Rule 4"), (7, "")])
def test_suspend_needs_an_end_ahead_and_a_reason(days, reason):
    now = clock.now()
    with clock.at(now), pytest.raises(ValidationError):
        suspend(
            moderator=moderator(),
            person=UserFactory(),
            until=now + timedelta(days=days),
            reason=reason,
        )

    assert not Restriction.objects.exists()
