import pytest

from accounts.models import AuditEntry
from accounts.services.seeing import begin, end
from core import clock
from tests.factories.accounts import member, organiser
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
