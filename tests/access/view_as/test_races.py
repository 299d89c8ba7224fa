from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from access.access import Access
from access.enums import RoleKind
from access.services.roles import appoint
from access.services.view_as import ViewAs, access_at, begin, end, why_over
from accounts.models import AuditEntry
from core import clock
from tests.factories.access import member, organiser
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_tabs_end_it_once():
    person = member()
    view_as = begin(
        organiser=organiser(), person=person, moment=clock.now(), reason="A question."
    )

    outcomes = race(
        lambda: end(view_as=view_as, how="stopped"),
        lambda: end(view_as=view_as, how="half an hour has passed"),
    )

    assert sorted(outcomes) == [False, True]
    assert AuditEntry.objects.filter(action="view_as_ended").count() == 1


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

    view_as = outcomes[0]
    if isinstance(view_as, ViewAs):
        then = access_at(person, moment)
        ends = why_over(view_as, Access.of(one), then, Access.of(person))
        assert ends == "this member can no longer be looked through"
    else:
        assert isinstance(view_as, PermissionDenied)
        assert not AuditEntry.objects.filter(action="view_as_begun").exists()
