"""Every address, asked by everyone. What must come back stands in each app's matrix.

Looking at a page writes nothing, nor does a form that is refused.
"""

import json

import pytest

from tests.architecture.access_matrix import ROWS, as_asked, asked
from tests.architecture.proof import FILE, PROOF, digest
from tests.architecture.routes import routes
from tests.architecture.world import MAY_READ, PERSONAS


@pytest.mark.parametrize("door", ROWS, ids=str)
def test_door(db, world, browsers, door):
    whole = door.asked_in_all_ways
    answers = {
        who: asked(door, world, who, browsers[who], in_all_ways=who in whole)
        for who in PERSONAS
    }

    leaked = leaks({persona: answer.text for persona, answer in answers.items()})
    PROOF.asked(door, answers, leaked)
    assert (
        wrong(
            {who: (answer, who in whole) for who, answer in answers.items()},
            door.expected,
        )
        == {}
    )
    assert leaked == []
    assert [who for who, answer in answers.items() if answer.wrote] == []


def wrong(answers, expected):
    """What was answered, of those who were not answered as the row says."""
    return {
        who: (answer.said, expected[who])
        for who, (answer, in_all_ways) in answers.items()
        if answer.said not in as_asked(expected[who], in_all_ways=in_all_ways)
    }


def leaks(texts):
    """What personas were given to read that they may not."""
    return [
        (persona, marker)
        for persona, text in texts.items()
        for marker, readers in MAY_READ.items()
        if marker in text and persona not in readers
    ]


def test_every_address_is_in_the_table():
    listed = {door.name for door in ROWS}

    assert sorted({route.name for route in routes()} - listed) == []
    assert sorted(listed - {route.name for route in routes()}) == []


def test_every_persona_is_in_every_row():
    assert [door for door in ROWS if set(door.expected) != set(PERSONAS)] == []


def test_the_published_proof_is_of_this_table():
    published = json.loads(FILE.read_text())

    assert published["table"] == digest(), (
        "Run `python3 dev.py access-matrix` and commit."
    )
    assert len(published["rows"]) == len(ROWS)
    assert published["leaks"] == 0
