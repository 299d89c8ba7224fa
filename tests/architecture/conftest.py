"""The world whose doors are asked, and the option that publishes what was found."""

import pytest
from django.db import transaction

from tests.architecture.access_matrix import browser_of
from tests.architecture.proof import PROOF
from tests.architecture.world import PERSONAS, World


def pytest_addoption(parser):
    parser.addoption(
        "--publish-doors",
        action="store_true",
        help="write what the sweep of the doors found for the page that shows it",
    )


def pytest_sessionfinish(session, exitstatus):
    if session.config.getoption("--publish-doors", default=False) and exitstatus == 0:
        PROOF.write()


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: each test leaves it as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def browsers(world):
    return {persona: browser_of(world, persona) for persona in PERSONAS}
