"""Every address at the moments when a window ends, comes back and is taken away.

One graduate, one session. A second before the end they are answered as a member
is, at the end as someone whose window is over; an extension opens every door again
without a new sign-in, a revocation closes them again.
"""

from datetime import timedelta

import pytest
from django.db import transaction

from access.models import Grant
from access.services import changes, grants
from core import clock
from outbox.models import Mail
from outbox.services.working import work_once
from tests.architecture.access_matrix import ROWS, asked, browser_of
from tests.architecture.proof import PROOF
from tests.architecture.test_access_matrix import leaks, wrong
from tests.architecture.world import MAY_READ, PERSONAS, World
from tests.factories.access import community

SECOND = timedelta(seconds=1)
WHO = "graduate"


@pytest.fixture(scope="module")
def ending(django_db_setup, django_db_blocker):
    """A world whose graduate's window ends in two minutes, and their browser."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = World()
        ends_at = clock.now() + timedelta(minutes=2)
        window = Grant.objects.filter(person=world.graduate, circle=community())
        window.update(ends_at=ends_at)
        yield world, browser_of(world, WHO), ends_at
        transaction.set_rollback(True)


def before(world, ends_at):
    return ends_at - SECOND


def at_the_end(world, ends_at):
    return ends_at


def _extend(world):
    """An organiser opens it again: with days while it runs, with a gift after."""
    terms = {
        "organiser": world.organiser,
        "people": [world.graduate],
        "circle": community(),
        "kind": "open",
        "months": 1,
        "reason": "A plain reason.",
    }
    plan = changes.preview(**terms)
    changes.carry_out(expected=plan.digest, **terms)


def extended(world, ends_at):
    with clock.at(ends_at):
        _extend(world)
    return ends_at + SECOND


def revoked(world, ends_at):
    with clock.at(ends_at):
        _extend(world)
        grants.revoke_all(
            organiser=world.organiser,
            person=world.graduate,
            circle=community(),
            reason="A plain reason.",
        )
    return ends_at + SECOND


MOMENTS = [
    (before, "graduate"),
    (at_the_end, "expired"),
    (extended, "graduate"),
    (revoked, "expired"),
]
IN_ALL_WAYS = {before, at_the_end}


@pytest.mark.parametrize("door", ROWS, ids=str)
def test_door_at_the_moments_of_a_window(db, ending, door):
    world, browser, ends_at = ending
    answers, leaked = {}, []
    for moment, like in MOMENTS:
        with transaction.atomic():
            now = moment(world, ends_at)
            with clock.at(now):
                whole = moment in IN_ALL_WAYS
                answer = asked(door, world, WHO, browser, in_all_ways=whole)
            transaction.set_rollback(True)
        answers[moment.__name__] = answer, whole
        leaked += leaks({like: answer.text})
    PROOF.asked_at(door, {at: answer for at, (answer, _) in answers.items()}, leaked)

    expected = {moment.__name__: door.expected[like] for moment, like in MOMENTS}
    assert wrong(answers, expected) == {}
    assert leaked == []


def test_letters_at_the_moments_of_a_window(db, ending, mailoutbox):
    """The worker runs at each of them. All that was written so far is due."""
    world, _browser, ends_at = ending
    told, leaked = {}, []
    for moment, like in MOMENTS:
        mailoutbox.clear()
        with transaction.atomic():
            now = moment(world, ends_at)
            with clock.at(now):
                Mail.objects.waiting().update(due_at=now)
                work_once()
            transaction.set_rollback(True)
        texts = letters_of(mailoutbox)
        told[moment.__name__] = "marker-gated-title" in texts.get(WHO, "")
        texts[like] = texts.get(like, "") + texts.pop(WHO, "")
        leaked += leaks(texts)
        PROOF.sent(len(mailoutbox), leaks(texts))

    assert leaked == []
    assert told == {
        "before": True,
        "at_the_end": False,
        "extended": True,
        "revoked": False,
    }


def letters_of(outbox):
    """All that was sent to each persona, in one text."""
    texts = {}
    for letter in outbox:
        for address in letter.to:
            who = address.partition("@")[0]
            if who in PERSONAS:
                texts[who] = texts.get(who, "") + letter.message().as_string()
    return texts


def test_markers_are_of_texts_that_a_closed_window_may_not_read():
    assert {marker for marker, readers in MAY_READ.items() if WHO in readers} >= {
        "marker-gated-title",
        "marker-gated-body",
    }
