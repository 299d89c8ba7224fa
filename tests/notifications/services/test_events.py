"""One row for what happened; whoever is to hear of it hears by the job."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from core import clock
from notifications.enums import Level
from notifications.models import Event, Notice
from notifications.services import announce, undo_event
from notifications.services.events import JOB, forget_old_events, tell_due
from notifications.services.rules import end_rule, set_rule
from outbox import registry as jobs
from outbox.models import Mail
from outbox.services.jobs import RETENTION, run_next_job
from tests.factories.access import community, expired, member
from tests.factories.accounts import UserFactory, former
from tests.jobs import run_jobs
from tests.notifications.conftest import SEEN
from tests.notifications.telling import say, tell

pytestmark = pytest.mark.django_db

# What a batch asks and writes, whoever is in it.
BATCH_QUERIES = 12


def follow(person, level=Level.FOLLOW):
    set_rule(person=person, kind="circle", target_id=community().pk, level=level)


def told():
    rows = Notice.objects.order_by("recipient")
    return list(rows.values_list("recipient", "verb"))


@pytest.mark.parametrize("followers", [0, 3])
def test_announce_writes_two_rows_whoever_is_to_hear(
    django_assert_num_queries, followers
):
    for _ in range(followers):
        follow(member())
    ana, target = member(), community()

    with django_assert_num_queries(2):
        announce("test.told", target=target, data={"to": [ana.pk]})

    assert (Event.objects.count(), DBTaskResult.objects.count()) == (1, 1)
    assert told() == []


def test_announce_refuses_a_verb_that_nobody_registered():
    with pytest.raises(LookupError):
        announce("test.unheard", target=community())

    assert not Event.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_announce_is_undone_with_the_act():
    ana = member()

    with transaction.atomic():
        say([ana])
        transaction.set_rollback(True)
    run_jobs()

    assert told() == []


def test_followers_hear_and_the_strongest_reason_is_told_once():
    ana, ben, cleo = [member() for _ in range(3)]
    for person in (ana, cleo):
        follow(person)
    follow(member(), Level.WATCH)

    say([ben, ana], data={"named": [ana.pk]})
    run_jobs()

    assert told() == [
        (ana.pk, "test.named"),
        (ben.pk, "test.told"),
        (cleo.pk, "test.told"),
    ]
    assert Mail.objects.count() == 3


def test_nobody_hears_of_their_own_act_nor_of_what_is_closed_to_them():
    ana = member()
    follow(ana)
    outside = [expired(), former(), UserFactory()]

    say(outside, actor=ana)
    run_jobs()

    assert told() == []
    assert not Mail.objects.exists()
    assert Event.objects.get().done_at is not None


def test_an_event_waits_until_it_is_due():
    ana = member()
    due_at = clock.now() + timedelta(minutes=5)

    tell([ana], due_at=due_at)
    before = told()
    with clock.at(due_at):
        run_jobs()

    assert (before, told()) == ([], [(ana.pk, "test.told")])
    assert Notice.objects.get().due_at == due_at


def test_undo_event_takes_back_what_nobody_has_heard_of():
    ana = member()
    due_at = clock.now() + timedelta(minutes=5)
    say([ana], due_at=due_at)

    assert undo_event(verb="test.told", target=community())

    with clock.at(due_at):
        run_jobs()
    assert told() == []
    assert not Event.objects.exists()


def test_undo_event_leaves_what_is_due():
    ana = member()
    due_at = clock.now() + timedelta(minutes=5)
    say([ana], due_at=due_at)

    with clock.at(due_at):
        assert not undo_event(verb="test.told", target=community())
        run_jobs()

    assert told() == [(ana.pk, "test.told")]


def test_undo_event_leaves_other_verbs():
    say([member()], verb="test.named", due_at=clock.now() + timedelta(minutes=5))

    assert not undo_event(verb="test.told", target=community())

    assert Event.objects.exists()


def test_who_has_muted_the_thing_or_whoever_did_it_hears_nothing():
    ana, ben, cleo, dan = [member() for _ in range(4)]
    follow(ana, Level.MUTE)
    follow(ben, Level.FILTER)
    set_rule(person=cleo, kind="person", target_id=dan.pk, level=Level.MUTE)

    say([ana, ben, cleo], actor=dan, data={"named": [ana.pk]})
    run_jobs()

    assert told() == []
    assert not Mail.objects.exists()


def test_what_was_said_of_the_nearest_thing_counts():
    ana, ben = member(), member()
    for person in (ana, ben):
        person.rules.create(target_kind="kind", target_id=1, level=Level.MUTE)
    follow(ana)

    tell([ana, ben])

    assert told() == [(ana.pk, "test.told")]


def test_a_letter_comes_whatever_was_muted():
    ana = member()
    follow(ana, Level.MUTE)

    tell([ana], "test.letter")

    assert told() == [(ana.pk, "test.letter")]


def test_who_has_it_before_their_eyes_already_is_not_told():
    ana, ben = member(), member()
    SEEN.add(ana.pk)

    tell([ana, ben])

    assert told() == [(ben.pk, "test.told")]


def test_nobody_hears_of_a_thing_that_is_gone():
    ana = member()
    say([ana])
    Event.objects.update(target_id=0)

    run_jobs()

    assert told() == []
    assert Event.objects.get().done_at is not None


def test_everybody_hears_once_however_many_batches_it_takes(monkeypatch):
    short = replace(jobs.batch(JOB), size=2, page=2)
    monkeypatch.setitem(jobs._batches, JOB, short)
    people = [member() for _ in range(7)]
    for person in people[2:6]:
        follow(person)

    say([people[6], people[0], people[3], people[1]])
    turns = 0
    while run_next_job("w"):
        turns += 1

    assert told() == [(person.pk, "test.told") for person in people]
    assert (turns, Mail.objects.count()) == (4, 7)


def test_a_batch_that_is_repeated_tells_nobody_twice():
    ana, ben = member(), member()
    event = say([ana, ben])
    run_jobs()
    Event.objects.update(done_at=None)

    jobs.batch(JOB).write([ana.pk, ben.pk], event_id=event.pk)

    assert told() == [(ana.pk, "test.told"), (ben.pk, "test.told")]
    assert Mail.objects.count() == 2


@pytest.mark.parametrize("count", [2, 30])
def test_a_batch_asks_as_often_however_many_people_are_in_it(count):
    people = [member() for _ in range(count)]
    for person in people:
        follow(person)
    event = say([], actor=member())
    keys = jobs.batch(JOB).keys(after=0, limit=500, event_id=event.pk)

    with CaptureQueriesContext(connection) as asked:
        jobs.batch(JOB).write(keys, event_id=event.pk)

    assert len(told()) == Mail.objects.count() == count
    assert len(asked) == BATCH_QUERIES


def test_a_bad_address_keeps_nobody_else_from_hearing():
    ana, ben = member(), member()
    type(ana).objects.filter(pk=ana.pk).update(email="not an address")

    tell([ana, ben])

    assert told() == [(ana.pk, "test.told"), (ben.pk, "test.told")]
    assert [mail.to for mail in Mail.objects.all()] == [ben.email]


def test_tell_due_tells_here_and_now_and_leaves_nothing_to_the_job():
    ana = member()
    say([ana])

    assert [tell_due(), tell_due()] == [1, 0]

    run_jobs()
    assert told() == [(ana.pk, "test.told")]


def test_old_events_are_forgotten_once_they_are_told():
    tell([member()])
    say([member()], due_at=clock.now() + RETENTION * 3)

    with clock.at(clock.now() + RETENTION + timedelta(days=1)):
        assert forget_old_events() == 1

    assert Event.objects.get().done_at is None


def test_an_event_is_never_due_before_it_happened():
    with pytest.raises(IntegrityError), transaction.atomic():
        say([member()], due_at=clock.now() - timedelta(minutes=1))


def test_who_unmutes_a_thing_hears_of_it_again():
    ana = member()
    follow(ana, Level.MUTE)
    tell([ana])

    assert end_rule(person=ana, kind="circle", target_id=community().pk)

    tell([ana])
    assert told() == [(ana.pk, "test.told")]
