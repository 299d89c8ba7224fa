from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from access.access import Access
from access.models import Restriction
from core import clock
from moderation.models import LogEntry, Message, Rule
from moderation.services import people
from tests.factories.access import member, moderator
from tests.racing import race

pytestmark = pytest.mark.django_db


def suspend(by, person, until=None):
    return people.suspend(
        moderator=by,
        person=person,
        until=until or clock.now() + timedelta(days=7),
        rule=Rule.objects.get(number=1),
        words="Twice in a week.",
    )


def test_suspend_ends_writing_until_a_moment_and_says_what_stays(hana, author):
    restriction = suspend(hana, author)

    access = Access.of(author)
    message = Message.objects.get(recipient=author)
    assert access.suspended_until == restriction.ends_at
    assert access.has_window
    assert "rule 1, Speak to the person, not at them." in message.body
    assert "Everything that you could read stays open to you" in message.body
    assert LogEntry.objects.get().action == "suspend"


def test_suspending_ends_by_itself_in_the_very_second(hana, author):
    end = suspend(hana, author).ends_at

    held = []
    for seconds in (-1, 0, 1):
        with clock.at(end + timedelta(seconds=seconds)):
            held.append(Access.of(author).is_suspended)
    assert held == [True, False, False]


@pytest.mark.parametrize("make", [member, lambda: None])
def test_suspend_refuses_who_is_no_moderator_and_oneself(hana, author, make):
    by = make() or hana
    person = author if by != hana else hana

    with pytest.raises(PermissionDenied):
        suspend(by, person)

    assert not Restriction.objects.exists()
    assert not Message.objects.exists()


def test_suspend_refuses_who_holds_a_role(hana):
    with pytest.raises(PermissionDenied, match="role"):
        suspend(hana, moderator())

    assert not Restriction.objects.exists()
    assert not LogEntry.objects.exists()


def test_lift_opens_writing_again_and_twice_is_once(hana, author):
    suspend(hana, author)

    lifted = [people.lift(moderator=hana, person=author, words="") for _ in range(2)]

    assert (lifted, Access.of(author).is_suspended) == ([1, 0], False)
    assert Message.objects.filter(subject="You can write again").count() == 1


def test_until_in_names_the_same_moment_while_a_page_is_read():
    moment = clock.now().replace(minute=5, second=0, microsecond=0)
    named = []
    for minutes in (0, 50):
        with clock.at(moment + timedelta(minutes=minutes)):
            named.append(people.until_in(7))

    assert named[0] == named[1]
    assert named[0] - moment == timedelta(days=7, minutes=55)


@pytest.mark.django_db(transaction=True)
def test_the_same_suspension_sent_twice_is_one(hana, author):
    until = clock.now() + timedelta(days=7)

    race(*[lambda: suspend(hana, author, until)] * 3)

    assert Restriction.objects.count() == 1
    assert Message.objects.count() == 1
