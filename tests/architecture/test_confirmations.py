"""A form of the organisers that saved something says what it did, and to what."""

import pytest
from django.contrib.messages import get_messages
from django.db import transaction

from tests.architecture.access_matrix import ROWS, browser_of, prove
from tests.architecture.world import World

SAVING = [
    door
    for door in ROWS
    if door.method == "POST"
    and door.expected["organiser"] == "302"
    and door.expected["member"] == "404"
    # These two show what somebody else sees, or end it: the page itself says so.
    and not door.name.startswith("access:view_as_")
    # And this leads whoever has not just proved to be themselves to do so.
    and (door.name != "access:recovery_unlock" or door.is_proved)
]


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker):
    """A world and its organiser's browser."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = World()
        yield world, browser_of(world, "organiser")
        transaction.set_rollback(True)


@pytest.mark.parametrize("door", SAVING, ids=str)
def test_what_was_saved_is_confirmed(db, desk, door):
    world, browser = desk
    with transaction.atomic():
        if door.is_proved:
            prove(browser)
        data = door.form(world, "organiser")
        response = browser.post(door.url(world, "organiser"), data)
        said = [str(message) for message in get_messages(response.wsgi_request)]
        transaction.set_rollback(True)

    assert response.status_code == 302
    assert said
    assert all(len(sentence) > len("Saved.") for sentence in said)


def test_there_are_forms_to_be_asked():
    assert len(SAVING) > 7
