"""The messages of a change of many are left to the worker, and are written once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from access.models import PendingMessage
from access.services import grants
from access.services.changes import carry_out, preview
from access.services.grants import notifying
from accounts.models import User
from core import clock
from core.errors import Changed
from outbox import registry
from outbox.models import Mail
from outbox.services.jobs import run_next_job
from outbox.services.working import work_once
from tests.access.window.people import graduate, kinds, letters, noon
from tests.factories.access import GrantFactory, community, organiser
from tests.factories.accounts import UserFactory
from tests.racing import race

pytestmark = pytest.mark.django_db

NOW = noon(30) - timedelta(days=30)
MANY = notifying.FEW + 1


@pytest.fixture(autouse=True)
def _now():
    with clock.at(NOW):
        yield


@pytest.fixture
def people():
    return [graduate() for _ in range(MANY)]


def change(people, **terms):
    boss = organiser()
    terms = {"people": people, "circle": community(), "reason": "A winter"} | terms
    plan = preview(organiser=boss, **terms)
    carry_out(organiser=boss, expected=plan.digest, **terms)


def subjects(people):
    return {subject for person in people for _kind, subject in letters(person)}


def test_a_change_of_many_renders_no_letter_and_leaves_one_job(people):
    change(people, kind="extend", days=30)

    assert not Mail.objects.exists()
    assert PendingMessage.objects.count() == MANY
    assert [job.args_kwargs["args"][0] for job in DBTaskResult.objects.all()] == [
        notifying.JOB
    ]


@pytest.mark.parametrize(
    ("terms", "kind", "subject"),
    [
        (
            {"kind": "extend", "days": 30},
            "access/extended",
            "Your window is longer: it is open through Monday 18 January 2027",
        ),
        (
            {"kind": "renew", "months": 12},
            "access/renewed",
            "Your window is renewed, through Sunday 19 December 2027",
        ),
        (
            {"kind": "pause"},
            "access/paused",
            "Your window is paused, and 60 days are kept",
        ),
        ({"kind": "revoke"}, "access/revoked", "Your window was closed"),
        (
            {"kind": "open", "months": 0},
            "access/extended",
            "Your window has no end any more",
        ),
    ],
)
def test_the_worker_writes_what_would_have_been_written_at_once(terms, kind, subject):
    people = [graduate() for _ in range(MANY)]
    for person in people:
        grants.grant_window(
            organiser=organiser(),
            person=person,
            circle=community(),
            anchor_on=noon(365).date(),
        )
    change(people, **terms)

    work_once()

    assert [kinds(person) for person in people] == [[kind]] * MANY
    assert subjects(people) == {subject}
    assert all("A winter" in mail.text for mail in Mail.objects.all())
    assert not PendingMessage.objects.exists()


def test_a_resumption_of_many_is_told(people):
    change(people, kind="pause")
    work_once()
    Mail.objects.all().delete()

    change(people, kind="resume")
    work_once()

    assert subjects(people) == {
        "Your window is open again, through Saturday 19 December 2026"
    }


def test_write_letters_twice_writes_once(people):
    change(people, kind="extend", days=30)

    assert notifying.write_pending_messages() == MANY
    assert notifying.write_pending_messages() == 0
    assert Mail.objects.count() == MANY


def test_what_was_overtaken_is_told_by_the_later_letter_alone(people):
    change(people, kind="extend", days=30)
    grants.extend_grant(
        organiser=organiser(),
        person=people[0],
        circle=community(),
        days=1,
        reason="Another",
    )

    work_once()

    assert letters(people[0]) == [
        (
            "access/extended",
            "Your window is longer: it is open through Tuesday 19 January 2027",
        )
    ]


@pytest.mark.parametrize(
    ("after", "subject"),
    [
        (timedelta(days=1), "Your window opens on Sunday 25 October 2026"),
        (timedelta(days=5), "Your window is open through Monday 25 October 2027"),
    ],
)
def test_a_window_that_lay_ahead_is_told_whatever_opens_meanwhile(after, subject):
    people = [UserFactory() for _ in range(MANY)]
    day = (NOW + timedelta(days=5)).date()
    change(people, kind="open", months=12, anchor_on=day)
    if after < timedelta(days=5):
        for person in people:
            GrantFactory(person=person, ends_at=NOW + timedelta(days=2))

    with clock.at(NOW + after):
        notifying.write_pending_messages()

    assert subjects(people) == {subject}
    assert not PendingMessage.objects.exists()


@pytest.mark.parametrize(
    "terms", [{"kind": "extend", "days": 30}, {"kind": "open", "months": 0}]
)
def test_a_window_that_what_is_open_has_reached_is_not_told_to_open(people, terms):
    day = (NOW + timedelta(days=70)).date()
    change(people, kind="open", months=12, anchor_on=day)
    change(people[:1], **terms)

    notifying.write_pending_messages()

    assert kinds(people[0]) == ["access/extended"]
    assert {tuple(kinds(person)) for person in people[1:]} == {("access/opened",)}


def test_a_window_that_lay_ahead_and_was_taken_back_is_not_told_as_open(people):
    day = (NOW + timedelta(days=200)).date()
    change(people, kind="open", months=12, anchor_on=day)
    for person in people:
        GrantFactory(person=person, for_life=True)
        grants.revoke_grant(
            organiser=organiser(),
            grant=person.grants.filter(starts_at__gt=NOW).get(),
            reason="A mistake",
        )

    notifying.write_pending_messages()

    assert not Mail.objects.exists()


def test_a_letter_that_fails_keeps_no_other_waiting_and_is_tried_again(people):
    change(people, kind="extend", days=30)
    User.objects.filter(pk=people[0].pk).update(email="not an address")

    assert notifying.write_pending_messages() == MANY - 1
    User.objects.filter(pk=people[0].pk).update(email=people[0].email)
    assert notifying.write_pending_messages() == 1
    assert Mail.objects.count() == MANY


def test_a_letter_that_fails_for_a_week_is_given_up(people):
    change(people, kind="extend", days=30)

    with clock.at(NOW + notifying.LATE + timedelta(seconds=1)):
        assert notifying.write_pending_messages() == 0

    assert not Mail.objects.exists()
    assert not PendingMessage.objects.exists()


def test_the_worker_writes_more_than_it_takes_at_a_turn(people, monkeypatch):
    short = replace(registry.batch(notifying.JOB), page=10)
    monkeypatch.setitem(registry._batches, notifying.JOB, short)
    change(people, kind="extend", days=30)

    run_next_job("w")
    after_a_turn = Mail.objects.count()
    work_once()

    assert (after_a_turn, Mail.objects.count()) == (10, MANY)


def test_a_change_that_is_refused_leaves_no_letter(people):
    with pytest.raises(Changed):
        carry_out(
            organiser=organiser(),
            people=people,
            circle=community(),
            kind="extend",
            days=30,
            reason="A winter",
            expected="another",
        )

    assert not PendingMessage.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_write_letters_is_a_periodic_job_as_well():
    assert notifying.JOB in {periodic.name for periodic in registry.periodics()}


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_each_letter_once():
    boss = organiser()
    with clock.at(NOW):
        people = [graduate() for _ in range(MANY)]
        terms = {
            "people": people,
            "circle": community(),
            "kind": "extend",
            "days": 30,
            "reason": "A winter",
        }
        plan = preview(organiser=boss, **terms)
        carry_out(organiser=boss, expected=plan.digest, **terms)

    def write():
        with clock.at(NOW):
            return notifying.write_pending_messages()

    assert sum(race(write, write)) == MANY
    assert Mail.objects.count() == MANY
