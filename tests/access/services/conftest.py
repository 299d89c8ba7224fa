from datetime import date

import pytest

from access.services import grants
from core import clock
from tests.access.services.windows import SPRING
from tests.factories.access import community, organiser
from tests.factories.accounts import UserFactory


@pytest.fixture
def boss():
    return organiser()


@pytest.fixture
def graduate(boss):
    """A person whose window was opened on 10 March 2026, for 12 months."""
    person = UserFactory()
    with clock.at(SPRING):
        grants.grant_window(
            organiser=boss,
            person=person,
            circle=community(),
            anchor_on=date(2026, 3, 10),
        )
    return person
