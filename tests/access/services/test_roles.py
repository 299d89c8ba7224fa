import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from access.access import Access
from access.errors import LastOrganiser
from access.models import Role
from access.services.roles import appoint, dismiss
from accounts.models import AuditEntry
from tests.factories.access import member, moderator, organiser
from tests.factories.accounts import UserFactory, give_second_factor
from tests.racing import race

pytestmark = pytest.mark.django_db


def test_appoint_gives_a_role_once():
    boss, person = organiser(), UserFactory()

    first = appoint(organiser=boss, person=person, kind="moderator")
    again = appoint(organiser=boss, person=person, kind="moderator")

    assert first == again
    assert AuditEntry.objects.filter(action="role_given").count() == 1


@pytest.mark.parametrize("actor", [member, moderator])
def test_appoint_is_refused_to_all_but_organisers(actor):
    actor = actor()
    before = Role.objects.count()

    with pytest.raises(PermissionDenied):
        appoint(organiser=actor, person=actor, kind="organiser")

    assert Role.objects.count() == before


def test_dismiss_ends_a_role_and_lets_it_be_given_again():
    boss, person = organiser(), moderator()

    dismiss(organiser=boss, role=person.roles.get(ended_at=None))
    assert not Access.of(person).is_moderator

    appoint(organiser=boss, person=person, kind="moderator")
    assert Access.of(person).is_moderator


def test_appoint_organiser_makes_the_owner_of_a_confirmed_address_one():
    person = UserFactory()
    give_second_factor(person)

    call_command("appoint_organiser", person.email.upper())

    assert Access.of(person).is_organiser


def test_appoint_organiser_lets_in_who_waits():
    person = UserFactory(approved_at=None)

    call_command("appoint_organiser", person.email)

    person.refresh_from_db()
    assert person.is_approved


@pytest.mark.parametrize("fields", [{"verified": False}, {"is_active": False}])
def test_appoint_organiser_refuses_who_has_no_open_and_proved_account(fields):
    person = UserFactory(**fields)

    with pytest.raises(CommandError, match="confirmed"):
        call_command("appoint_organiser", person.email)

    assert not Role.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_appoint_twice_at_once_gives_one_role():
    boss, person = organiser(), UserFactory()

    def give():
        return appoint(organiser=boss, person=person, kind="mentor")

    outcomes = race(give, give)

    assert len({outcome.pk for outcome in outcomes}) == 1


def test_dismiss_leaves_the_site_an_organiser():
    boss = organiser()

    with pytest.raises(LastOrganiser):
        dismiss(organiser=boss, role=boss.roles.get())

    assert Access.of(boss).is_organiser


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("others", [0, 1])
def test_dismiss_each_other_at_once_leaves_one(others):
    """Whoever comes second is no organiser by then, and ends nothing."""
    first, second = organiser(), organiser()
    for _ in range(others):
        organiser()
    theirs = {person.pk: person.roles.get() for person in (first, second)}

    for _ in range(5):
        outcomes = race(
            lambda: dismiss(organiser=first, role=theirs[second.pk]),
            lambda: dismiss(organiser=second, role=theirs[first.pk]),
        )

        assert {type(outcome) for outcome in outcomes} == {Role, PermissionDenied}
        left = Role.objects.filter(kind="organiser", ended_at=None)
        assert left.count() == 1 + others
        Role.objects.update(ended_at=None, ended_by=None)
