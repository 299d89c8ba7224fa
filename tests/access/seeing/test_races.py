from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from access.access import Access
from access.enums import RoleKind
from access.services.roles import appoint
from access.services.seeing import (
    Seeing,
    access_at,
    begin,
    end,
    why_over,
)
from accounts.models import AuditEntry
from core import clock
from tests.factories.access import member, organiser
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_tabs_end_it_once():
    person = member()
    seeing = begin(
        organiser=organiser(), person=person, moment=clock.now(), reason="A question."
    )

    outcomes = race(
        lambda: end(seeing=seeing, how="stopped"),
        lambda: end(seeing=seeing, how="half an hour has passed"),
    )

    assert sorted(outcomes) == [False, True]
    assert AuditEntry.objects.filter(act="seeing_ended").count() == 1


@pytest.mark.parametrize("kind", [RoleKind.MODERATOR, RoleKind.ORGANISER])
def test_a_role_that_is_given_meanwhile_is_seen_or_ends_it(kind):
    """Whatever moment is looked at, and before the new colleague has a factor."""
    person, one, other = member(), organiser(), organiser()
    moment = clock.now() - timedelta(days=3)

    outcomes = race(
        lambda: begin(
            organiser=one, person=person, moment=moment, reason="A question."
        ),
        lambda: appoint(organiser=other, person=person, kind=kind),
    )

    seeing = outcomes[0]
    if isinstance(seeing, Seeing):
        then = access_at(person, moment)
        ends = why_over(seeing, Access.of(one), then, Access.of(person))
        assert ends == "this member can no longer be looked through"
    else:
        assert isinstance(seeing, PermissionDenied)
        assert not AuditEntry.objects.filter(act="seeing_begun").exists()
