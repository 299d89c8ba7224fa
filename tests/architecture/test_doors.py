"""Every address, asked by everyone. What must come back stands in doors.txt."""

import json

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from tests.architecture.doors import DOORS, asked
from tests.architecture.proof import FILE, PROOF, digest
from tests.architecture.routes import routes
from tests.architecture.world import MAY_READ, PERSONAS, World


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: each test leaves it as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def browsers(world):
    return {persona: browser_of(world, persona) for persona in PERSONAS}


def browser_of(world, persona):
    browser = Client(raise_request_exception=False)
    person = world.person(persona)
    if person:
        browser.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_door(db, world, browsers, door):
    answers = {
        persona: asked(door, world, persona, browsers[persona]) for persona in PERSONAS
    }

    found = {who: answer.said for who, answer in answers.items()}
    leaked = leaks(world, door, answers)
    PROOF.asked(door, found, leaked)
    assert found == door.expected
    assert leaked == []


def leaks(world, door, answers):
    return [
        (persona, marker)
        for persona, answer in answers.items()
        for marker, readers in MAY_READ.items()
        if marker in answer.text and persona not in readers
    ]


def test_every_address_is_in_the_table():
    listed = {door.name for door in DOORS}

    assert sorted({route.name for route in routes()} - listed) == []
    assert sorted(listed - {route.name for route in routes()}) == []


def test_every_persona_is_in_every_row():
    assert [door for door in DOORS if set(door.expected) != set(PERSONAS)] == []


def test_the_published_proof_is_of_this_table():
    published = json.loads(FILE.read_text())

    assert published["table"] == digest(), "Run `python3 dev.py doors` and commit."
    assert len(published["rows"]) == len(DOORS)
    assert published["leaks"] == 0
