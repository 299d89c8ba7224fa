from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from core import clock
from notifications.enums import Level, Source
from notifications.models import Rule
from notifications.services.rules import end_rule, set_rule
from tests.factories.access import community, expired, member
from tests.racing import race

pytestmark = pytest.mark.django_db


def say(person, level=Level.FOLLOW, **options):
    plain = {"kind": "circle", "target_id": community().pk}
    return set_rule(person=person, level=level, **plain | options)


def rules():
    return list(Rule.objects.values_list("level", "source"))


def test_set_rule_says_what_counts_from_now_on():
    ana = member()
    before = say(ana)

    with clock.at(clock.now() + timedelta(hours=1)):
        say(ana, Level.MUTE)

    assert rules() == [("mute", "own")]
    assert Rule.objects.get().since > before.since


def test_set_rule_twice_keeps_since_when_it_is_so():
    ana = member()
    before = say(ana)

    with clock.at(clock.now() + timedelta(hours=1)):
        say(ana)

    assert Rule.objects.get().since == before.since


def test_what_nobody_asked_for_never_overrules_what_a_person_chose():
    ana, ben = member(), member()
    say(ana, Level.MUTE)
    say(ben, Level.WATCH, source=Source.SITE)

    for person in (ana, ben):
        say(person, Level.FOLLOW, source=Source.WROTE)

    assert rules() == [("mute", "own"), ("follow", "wrote")]


def test_set_rule_refuses_what_is_closed_and_writes_nothing():
    with pytest.raises(PermissionDenied):
        say(expired())

    assert rules() == []


@pytest.mark.parametrize("kind", ["circus", ""])
def test_set_rule_knows_only_kinds_that_somebody_registered(kind):
    with pytest.raises(LookupError):
        say(member(), kind=kind)

    assert rules() == []


def test_nobody_says_anything_about_themselves():
    ana = member()

    with pytest.raises(PermissionDenied):
        say(ana, Level.MUTE, kind="person", target_id=ana.pk)

    assert rules() == []


def test_end_rule_ends_one_also_of_what_is_closed_by_now():
    ana, ben = member(), member()
    say(ana)
    say(ben)
    ana.grants.update(ends_at=clock.now())

    ended = [
        end_rule(person=ana, kind="circle", target_id=community().pk) for _ in "ab"
    ]

    assert ended == [True, False]
    assert Rule.objects.get().person == ben


@pytest.mark.django_db(transaction=True)
def test_two_things_said_at_once_are_one_rule():
    ana = member()

    outcomes = race(*[lambda: say(ana), lambda: say(ana, Level.MUTE)] * 2)

    assert [found for found in outcomes if isinstance(found, Exception)] == []
    assert Rule.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"level": "shout"},
        {"source": "moon"},
        {"target_kind": "person", "target_id": "own"},
    ],
)
def test_the_database_knows_what_a_rule_can_say(change):
    ana = member()
    if "target_id" in change:
        change = change | {"target_id": ana.pk}
    plain = {"target_kind": "circle", "target_id": 1, "level": Level.FOLLOW}

    with pytest.raises(IntegrityError), transaction.atomic():
        Rule.objects.create(person=ana, **plain | change)


def test_the_database_knows_one_rule_of_a_person_and_a_thing():
    ana = member()
    say(ana)

    with pytest.raises(IntegrityError), transaction.atomic():
        ana.rules.create(
            target_kind="circle", target_id=community().pk, level=Level.MUTE
        )
