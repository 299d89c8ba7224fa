from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.signals import template_rendered
from django.test.utils import CaptureQueriesContext

from access.enums import GrantSource
from access.models import Circle, Grant
from access.services.grants import extend_grant, revoke_grant
from access.services.grants.notifying import FEW
from accounts.models import AuditEntry
from core import clock
from core.errors import Changed
from core.limits import INVITATION_LIFE
from onboarding.errors import NotAList
from onboarding.models import Invitation
from onboarding.services.importing.carrying_out import carry_out, preview
from onboarding.services.importing.planning import plan_for
from onboarding.services.invitations import claim_invitation, withdraw_invitation
from outbox.models import Mail
from outbox.services.working import work_once
from tests.factories.access import (
    CircleFactory,
    community,
    member,
    moderator,
    organiser,
)
from tests.factories.accounts import UserFactory, former
from tests.onboarding.importing.lists import HEAD, line, listed, outcomes
from tests.racing import race

pytestmark = pytest.mark.django_db


def bring_in(text, *, boss=None, **rule):
    digest = plan_for(text).digest
    return carry_out(organiser=boss or organiser(), text=text, expected=digest, **rule)


def nothing_written():
    actions = ("grant_added", "invited", "graduates_imported")
    return not (
        Grant.objects.exists()
        or Invitation.objects.exists()
        or Mail.objects.filter(kind="account/invitation").exists()
        or AuditEntry.objects.filter(action__in=actions).exists()
    )


def test_carry_out_opens_a_window_for_a_proved_address():
    person, boss = UserFactory(), organiser()

    plan = bring_in(listed(line(person.email.upper())), boss=boss)

    grant = person.grants.get()
    assert plan.sentence == "1 place opens, 0 letters go out, 0 unchanged, 0 bad lines"
    assert (grant.source, grant.granted_by) == (GrantSource.IMPORT, boss)
    assert (grant.anchor_on, grant.months) == (clock.now().date(), 12)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("is_known", [True, False])
def test_carry_out_sends_a_letter_to_an_address_that_nobody_proved(is_known):
    if is_known:
        UserFactory(email="new@example.org", verified=False)

    bring_in(listed(line("New@example.org")))

    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.source) == ("new@example.org", "import")
    assert Mail.objects.get().to == "new@example.org"
    assert not Grant.objects.exists()


def test_carry_out_the_same_file_twice_changes_nothing():
    person = UserFactory()
    text = listed(line(person.email), line("new@example.org"))
    bring_in(text)
    rows = [Grant.objects.count(), Invitation.objects.count(), Mail.objects.count()]

    plan = bring_in(text)

    assert plan.sentence.startswith("0 places open, 0 letters go out, 2 unchanged")
    assert rows == [
        Grant.objects.count(),
        Invitation.objects.count(),
        Mail.objects.count(),
    ]


def test_carry_out_again_after_the_letter_was_taken_changes_nothing():
    text = listed(line("new@example.org"))
    bring_in(text)
    person = UserFactory(email="new@example.org")
    assert outcomes(text) == [(2, "same")]

    claim_invitation(person=person, invitation=Invitation.objects.get())

    assert outcomes(text) == [(2, "same")]


def test_carry_out_again_does_not_open_what_an_organiser_ended():
    person, boss = UserFactory(), organiser()
    text = listed(line(person.email))
    bring_in(text, boss=boss)
    revoke_grant(organiser=boss, grant=person.grants.get(), reason="A mistake")

    assert outcomes(text) == [(2, "same")]


def test_carry_out_gives_a_place_for_life_to_who_was_given_days():
    boss, person = organiser(), UserFactory()
    bring_in(listed(line(person.email)), boss=boss)
    extend_grant(
        organiser=boss, person=person, circle=community(), days=30, reason="Ill"
    )
    text = listed(f"{line(person.email)},0", head=f"{HEAD},months")
    assert outcomes(text) == [(2, "open")]

    bring_in(text, boss=boss)

    assert person.grants.filter(ends_at=None).count() == 1
    assert outcomes(text) == [(2, "same")]


def test_carry_out_again_invites_anew_where_the_invitation_is_closed():
    text, boss = listed(line("new@example.org")), organiser()
    bring_in(text, boss=boss)
    with clock.at(clock.now() + INVITATION_LIFE):
        assert outcomes(text) == [(2, "invite")]

    withdraw_invitation(organiser=boss, invitation=Invitation.objects.get())

    assert outcomes(text) == [(2, "invite")]


def test_plan_tells_each_line():
    known = UserFactory()
    UserFactory(email="gone@example.org", is_active=False)
    CircleFactory(slug="cohort-3")
    long_ago = (clock.now() - timedelta(days=800)).date().isoformat()
    far_off = (clock.now() + timedelta(days=800)).date().isoformat()
    yesterday = (clock.now() - timedelta(days=1)).date().isoformat()
    text = listed(
        line(known.email),
        line("new@example.org"),
        line("NEW@example.org", name="Again"),
        line("new@example.org", day=yesterday),
        line("new@example.org", circle="cohort-3"),
        line("new@example.org", circle="nowhere"),
        line("other@example.org", day=long_ago),
        line("other@example.org", day=far_off),
        line("other@example.org", day="0001-01-01"),
        line("other@example.org", day="9999-12-31"),
        line("gone@example.org"),
        line("nobody"),
    )

    plan = plan_for(text)

    assert [line.outcome.value for line in plan.lines] == [
        *("open", "invite", "same", "bad", "invite"),
        *("bad", "bad", "bad", "bad", "bad", "bad", "bad"),
    ]
    assert [line.number for line in plan.bad] == [5, 7, 8, 9, 10, 11, 12, 13]
    why = [line.why for line in plan.bad]
    assert why[0] == "Line 3 says something else of this address and circle."
    assert why[1] == "There is no circle “nowhere”."
    assert "was over on" in why[2]
    assert "more than a year ahead" in why[3]
    assert "account with this address is closed" in why[6]


@pytest.mark.parametrize("name", ["Cohort-7", "cohort-7", "COHORT-7"])
def test_plan_finds_a_circle_in_small_or_capital_letters(name):
    CircleFactory(slug="Cohort-7")

    assert outcomes(listed(line("new@example.org", circle=name))) == [(2, "invite")]


def test_plan_takes_the_circle_that_is_written_small_first():
    CircleFactory(slug="Cohort-7")
    small = CircleFactory(slug="cohort-7")
    CircleFactory(slug="COHORT-7")

    plan = plan_for(listed(line("new@example.org", circle="Cohort-7")))

    assert plan.lines[0].offer.circle == small


def test_plan_gives_recordings_for_life():
    CircleFactory(slug="recordings-3", kind="recordings")
    person = UserFactory()
    text = listed(line(person.email, circle="recordings-3"))

    bring_in(text)

    assert person.grants.get().is_for_life
    assert outcomes(text) == [(2, "same")]


def test_plan_never_shortens_what_stands():
    person = member()
    ends_at = person.grants.get().ends_at

    bring_in(listed(line(person.email)))

    assert person.grants.standing().count() == 2
    assert person.grants.standing().filter(ends_at=ends_at).exists()


def test_carry_out_with_a_bad_line_writes_nothing():
    with pytest.raises(NotAList, match="Nothing was imported"):
        bring_in(listed(line("new@example.org"), line("nobody")))

    assert nothing_written()


def test_carry_out_lets_the_good_lines_in_where_that_is_asked():
    plan = bring_in(listed(line("new@example.org"), line("nobody")), only_good=True)

    assert plan.sentence == "0 places open, 1 letter goes out, 0 unchanged, 1 bad line"
    assert Invitation.objects.get().email == "new@example.org"


def test_carry_out_of_what_was_not_looked_at_writes_nothing():
    text = listed(line("new@example.org"))
    digest = plan_for(text).digest
    UserFactory(email="new@example.org")

    with pytest.raises(Changed):
        carry_out(organiser=organiser(), text=text, expected=digest)
    with pytest.raises(Changed):
        carry_out(
            organiser=organiser(), text=text + "\n" + line("b@b.org"), expected=digest
        )

    assert nothing_written()


def test_carry_out_with_another_name_than_was_shown_writes_nothing():
    shown = plan_for(listed(line("new@example.org", name="Mira Valk")))

    with pytest.raises(Changed):
        carry_out(
            organiser=organiser(),
            text=listed(line("new@example.org", name="Somebody Else")),
            expected=shown.digest,
        )

    assert nothing_written()


@pytest.mark.parametrize("person", [member, moderator, former])
def test_carry_out_is_refused_to_who_is_no_organiser(person):
    text = listed(line("new@example.org"))
    person = person()
    Grant.objects.all().delete()

    with pytest.raises(PermissionDenied):
        bring_in(text, boss=person)
    with pytest.raises(PermissionDenied):
        preview(organiser=person, text=text)

    assert nothing_written()


def test_carry_out_asks_few_questions_of_many_lines(django_assert_max_num_queries):
    text = listed(*(line(f"one-{n}@example.org") for n in range(200)))

    with django_assert_max_num_queries(5):
        assert len(plan_for(text).lines) == 200


def test_carry_out_brings_200_people_in_with_so_many_questions_each():
    people = UserFactory.create_batch(20)
    known = [line(person.email) for person in people]
    text = listed(*known, *(line(f"one-{n}@example.org") for n in range(180)))
    boss = organiser()

    with CaptureQueriesContext(connection) as queries:
        bring_in(text, boss=boss)

    assert len(queries) <= 4 * 200
    assert (Grant.objects.count(), Invitation.objects.count()) == (20, 180)
    assert Grant.objects.filter(circle=community()).count() == 20


def test_carry_out_of_two_addresses_of_one_person_writes_one_place_for_life():
    person, films = UserFactory(), CircleFactory(slug="films", kind="recordings")
    person.emailaddress_set.create(email="other@example.org", verified=True)
    text = listed(
        line(person.email, circle="films"), line("other@example.org", circle="films")
    )

    bring_in(text)

    assert person.grants.get().circle == films
    assert outcomes(text) == [(2, "same"), (3, "same")]


def moved(person):
    """The person has another address from now on."""
    person.emailaddress_set.update(email="new@example.org")
    person.email = "new@example.org"
    person.save()


def test_carry_out_again_after_an_address_changed_changes_nothing():
    """The place was opened at once for whoever had the address, who has another now."""
    person, boss = UserFactory(email="old@example.org"), organiser()
    text = listed(line("old@example.org"))
    bring_in(text, boss=boss)
    moved(person)
    rows = [Grant.objects.count(), Invitation.objects.count(), Mail.objects.count()]

    plan = bring_in(text, boss=boss)

    assert plan.sentence.startswith("0 places open, 0 letters go out, 1 unchanged")
    assert [
        Grant.objects.count(),
        Invitation.objects.count(),
        Mail.objects.count(),
    ] == rows
    assert outcomes(listed(line("new@example.org"))) == [(2, "same")]
    UserFactory(email="old@example.org")
    assert outcomes(text) == [(2, "same")]


def test_carry_out_again_after_the_taker_of_an_invitation_has_another_address():
    boss, text = organiser(), listed(line("old@example.org"))
    bring_in(text, boss=boss)
    person = UserFactory(email="old@example.org")
    claim_invitation(person=person, invitation=Invitation.objects.get())
    moved(person)

    assert outcomes(text) == [(2, "same")]
    assert outcomes(listed(line("new@example.org"))) == [(2, "same")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [3, 60])
def test_carry_out_renders_no_mail_in_its_transaction_however_many(count):
    """A render costs milliseconds, and nobody else writes meanwhile on SQLite."""
    people = UserFactory.create_batch(count)
    new = [line(f"one-{n}@example.org") for n in range(count)]
    text = listed(*(line(person.email) for person in people), *new)
    boss, digest = organiser(), plan_for(text).digest
    rendered = []

    def note(template, **_):
        if str(template.name).startswith("mail/account/invitation"):
            rendered.append(connection.in_atomic_block)
        elif connection.in_atomic_block and count > FEW:
            rendered.append(template.name)

    template_rendered.connect(note)
    try:
        carry_out(organiser=boss, text=text, expected=digest)
    finally:
        template_rendered.disconnect(note)

    assert rendered == [False] * len(rendered)
    assert rendered
    invited = Mail.objects.filter(kind="account/invitation")
    assert len(set(invited.values_list("to", flat=True))) == invited.count() == count


@pytest.mark.django_db(transaction=True)
def test_carry_out_writes_each_mail_once_and_loses_none():
    people = UserFactory.create_batch(FEW + 6)
    new = [line(f"one-{n}@example.org") for n in range(5)]
    bring_in(listed(*(line(person.email) for person in people), *new))

    while work_once():
        pass

    opened = Mail.objects.exclude(kind="account/invitation")
    addresses = sorted(opened.values_list("to", flat=True))
    assert addresses == sorted(person.email for person in people)
    assert Mail.objects.filter(kind="account/invitation").count() == 5


def test_carry_out_that_fails_sends_no_mail():
    text = listed(line("new@example.org"))
    digest = plan_for(text).digest
    Circle.objects.update(name="Another name")

    with pytest.raises(Changed):
        carry_out(organiser=organiser(), text=text, expected=digest)

    assert nothing_written()


@pytest.mark.django_db(transaction=True)
def test_one_list_sent_twice_at_once_goes_in_once():
    boss, text = organiser(), listed(line("new@example.org"))
    digest = plan_for(text).digest

    def bring():
        return carry_out(organiser=boss, text=text, expected=digest)

    outcomes = race(bring, bring, bring)

    assert sum(isinstance(outcome, Changed) for outcome in outcomes) == 2
    assert (Invitation.objects.count(), Mail.objects.count()) == (1, 1)
