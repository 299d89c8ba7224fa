from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from access.models import Grant
from access.services import grants
from access.services.changes import carry_out, people_in, preview
from accounts.models import AuditEntry, User
from accounts.services.people import lock_person
from core import clock
from core.errors import Changed
from tests.factories.access import (
    CircleFactory,
    GrantFactory,
    community,
    member,
    moderator,
    organiser,
)
from tests.factories.accounts import UserFactory, former
from tests.racing import race

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
KIND = {"kind": "extend", "days": 30, "reason": "A long winter"}


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def cohort():
    """34 members with a window, 2 with a place for life, 1 whose window is over."""
    circle = CircleFactory(kind="cohort")
    people = [
        *(member() for _ in range(34)),
        *(GrantFactory(for_life=True).person for _ in range(2)),
        GrantFactory(ended=True).person,
    ]
    for person in people:
        GrantFactory(person=person, circle=circle)
    return circle


def rows():
    return sorted(Grant.objects.values_list("pk", "ends_at", "revoked_at"))


def test_preview_says_what_would_change_and_writes_nothing(cohort):
    boss, before = organiser(), rows()

    plan = preview(organiser=boss, people=people_in(cohort), circle=community(), **KIND)

    assert plan.sentence == (
        "34 members +30 days, 2 for life unchanged, 1 unchanged, 0 shortened"
    )
    assert rows() == before
    assert not AuditEntry.objects.filter(target_kind="access.grant").exists()


def test_carry_out_does_what_the_preview_said(cohort):
    boss, people = organiser(), people_in(cohort)
    shown = preview(organiser=boss, people=people, circle=community(), **KIND)

    done = carry_out(
        organiser=boss,
        people=people,
        circle=community(),
        expected=shown.digest,
        **KIND,
    )

    assert done.lines == shown.lines
    assert Grant.objects.filter(source="extension").count() == 34
    assert AuditEntry.objects.get(action="access_extend").after == {
        "outcome": shown.sentence,
        "people": 37,
    }


def test_carry_out_refuses_when_someone_changed_meanwhile_and_writes_nothing(cohort):
    boss, people = organiser(), people_in(cohort)
    shown = preview(organiser=boss, people=people, circle=community(), **KIND)
    grants.extend_grant(
        organiser=boss, person=people[0], circle=community(), days=1, reason="Other"
    )
    before = rows()

    with pytest.raises(Changed):
        carry_out(
            organiser=boss,
            people=people,
            circle=community(),
            expected=shown.digest,
            **KIND,
        )

    assert rows() == before
    assert not AuditEntry.objects.filter(action="access_extend").exists()


@pytest.mark.parametrize("actor", [UserFactory, member, moderator])
def test_all_but_organisers_are_refused(actor):
    actor, people = actor(), [member()]
    terms = {"people": people, "circle": community(), **KIND}
    shown = preview(organiser=organiser(), **terms)
    before = rows(), AuditEntry.objects.count()

    with pytest.raises(PermissionDenied):
        preview(organiser=actor, **terms)
    with pytest.raises(PermissionDenied):
        carry_out(organiser=actor, expected=shown.digest, **terms)

    assert (rows(), AuditEntry.objects.count()) == before


def test_carry_out_is_refused_to_who_is_no_organiser_any_more():
    boss, people = organiser(), [member()]
    terms = {"people": people, "circle": community(), **KIND}
    shown = preview(organiser=boss, **terms)
    boss.roles.update(ended_at=clock.now())
    before = rows(), AuditEntry.objects.count()

    with pytest.raises(PermissionDenied):
        carry_out(organiser=boss, expected=shown.digest, **terms)

    assert (rows(), AuditEntry.objects.count()) == before


def one(person, **terms):
    boss = organiser()
    terms = {"people": [person], "circle": community(), "reason": "Why"} | terms
    plan = preview(organiser=boss, **terms)
    return carry_out(organiser=boss, expected=plan.digest, **terms)


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"kind": "extend", "days": 1}, "1 member +1 day, 0 shortened"),
        ({"kind": "pause"}, "1 member closed, 1 shortened"),
        ({"kind": "revoke"}, "1 member closed, 1 shortened"),
        ({"kind": "open", "months": 1}, "1 unchanged, 0 shortened"),
        ({"kind": "open", "months": 0}, "1 member made for life, 0 shortened"),
        ({"kind": "resume"}, "1 unchanged, 0 shortened"),
    ],
)
def test_carry_out_on_one_member(terms, sentence):
    assert one(member(), **terms).sentence == sentence


def test_carry_out_gives_a_gift_to_who_had_nothing():
    person = UserFactory()

    plan = one(person, kind="open", months=3, anchor_on=date(2026, 11, 22))

    assert plan.sentence == "1 member opened, 0 shortened"
    assert plan.lines[0].after.summary == "22 February 2027"


def test_carry_out_resumes_what_a_pause_kept():
    person = member()
    one(person, kind="pause")

    assert one(person, kind="resume").sentence == "1 member opened, 0 shortened"


def test_ending_what_is_paused_shows_the_days_that_are_lost():
    person = graduate(organiser(), TODAY)
    paused = one(person, kind="pause")
    assert paused.lines[0].after.summary == "closed, 365 days kept"

    plan = one(person, kind="revoke")

    assert plan.sentence == "1 member without the kept days, 1 shortened"
    assert plan.lines[0].before.summary == "closed, 365 days kept"
    assert plan.lines[0].after.summary == "closed"
    assert one(person, kind="resume").changed == 0


def test_a_pause_of_the_last_day_is_shown_and_can_be_ended():
    person = UserFactory()
    with clock.at(NOON - timedelta(days=365)):
        grants.grant_window(
            organiser=organiser(),
            person=person,
            circle=community(),
            anchor_on=date(2025, 11, 22),
        )
    assert one(person, kind="pause").lines[0].after.summary == "closed, 0 days kept"

    plan = one(person, kind="revoke")

    assert (plan.changed, plan.lines[0].after.summary) == (1, "closed")
    assert plan.sentence == "1 member without the kept days, 1 shortened"
    with clock.at(NOON + timedelta(days=1)):
        assert one(person, kind="resume").changed == 0


def test_resuming_a_circle_loses_nobody_s_days():
    boss = organiser()
    people = [graduate(boss, TODAY) for _ in range(2)]
    for person in people:
        grants.pause(
            organiser=boss, person=person, circle=community(), reason="A leave"
        )
    grants.grant_window(
        organiser=boss,
        person=people[1],
        circle=community(),
        anchor_on=TODAY,
        months=6,
    )
    terms = {"people": people, "circle": community(), "kind": "resume", "reason": "Up"}

    plan = preview(organiser=boss, **terms)
    carry_out(organiser=boss, expected=plan.digest, **terms)

    assert plan.sentence == "1 member opened, 1 member +365 days, 0 shortened"
    assert [line.after.summary for line in plan.lines] == [
        "22 November 2027",
        "21 May 2028",
    ]


def test_line_says_why_nothing_changes():
    plan = one(GrantFactory(ended=True).person, kind="extend", days=30)

    assert plan.lines[0].why_not == "There is no open window here."


def test_revoke_of_one_circle_leaves_the_recordings():
    person = member()
    recordings = GrantFactory(
        person=person, circle=CircleFactory(kind="recordings"), for_life=True
    )

    one(person, kind="revoke")

    recordings.refresh_from_db()
    assert recordings.revoked_at is None


def test_people_in_leaves_out_closed_accounts(cohort):
    gone = former()
    GrantFactory(person=gone, circle=cohort)

    assert gone not in people_in(cohort)
    assert len(people_in(cohort)) == 37


def test_people_in_leaves_out_who_was_taken_out(cohort):
    boss, person = organiser(), UserFactory()
    grant = grants.grant_for_life(organiser=boss, person=person, circle=cohort)
    grants.revoke_grant(organiser=boss, grant=grant, reason="The wrong list")

    assert person not in people_in(cohort)
    assert len(people_in(cohort)) == 37


def test_people_in_has_who_is_paused_and_who_was_taken_out_of_one_of_two_places(
    cohort,
):
    boss, people = organiser(), [UserFactory(), UserFactory()]
    for person in people:
        grants.grant_place(organiser=boss, person=person, circle=cohort, months=1)
    grants.pause(organiser=boss, person=people[0], circle=cohort, reason="Leave")
    second = GrantFactory(person=people[1], circle=cohort)
    grants.revoke_grant(organiser=boss, grant=second, reason="Twice")

    assert set(people) <= set(people_in(cohort))
    assert len(people_in(cohort)) == 39


def test_people_in_leaves_out_whose_pause_was_ended_or_resumed_and_revoked(cohort):
    boss, person = organiser(), UserFactory()
    grants.grant_place(organiser=boss, person=person, circle=cohort, months=1)
    terms = {"organiser": boss, "person": person, "circle": cohort}
    grants.pause(**terms, reason="Leave")
    grants.resume(**terms)
    grants.revoke_all(**terms, reason="The wrong list")

    assert person not in people_in(cohort)


@pytest.mark.parametrize("action", ["revoke_all", "pause"])
def test_people_in_leaves_out_who_was_taken_out_in_a_later_year(action):
    """The line of the first year ended by itself, and stands."""
    boss, person = organiser(), UserFactory()
    terms = {"organiser": boss, "person": person, "circle": community()}
    with clock.at(NOON - timedelta(days=400)):
        grants.grant_place(**terms, months=12)
        grants.renew_grant(**terms)
    getattr(grants, action)(**terms, reason="Broke the rules")
    if action == "pause":
        assert people_in(community()) == [person]
        grants.revoke_all(**terms, reason="Broke the rules")
    before = rows()

    everyone = people_in(community())
    plan = preview(
        organiser=boss, people=everyone, circle=community(), kind="renew", months=12
    )

    assert (everyone, plan.changed) == ([], 0)
    assert rows() == before


def test_people_in_has_whose_place_ended_by_itself_after_a_line_was_taken_back(cohort):
    boss, person = organiser(), UserFactory()
    terms = {"organiser": boss, "person": person, "circle": cohort}
    with clock.at(NOON - timedelta(days=40)):
        grants.grant_place(**terms, months=1)
        gift = grants.extend_grant(**terms, days=3, reason="A gift")
        grants.revoke_grant(organiser=boss, grant=gift, reason="A mistake")
    later = grants.grant_place(**terms, months=1, anchor_on=date(2027, 9, 1))
    grants.revoke_grant(organiser=boss, grant=later, reason="Not theirs")

    assert person in people_in(cohort)


@pytest.mark.django_db(transaction=True)
def test_carry_out_twice_at_once_counts_once():
    boss, person = organiser(), member()
    terms = {"people": [person], "circle": community(), **KIND}
    with clock.at(NOON):
        shown = preview(organiser=boss, **terms)

    def extend():
        with clock.at(NOON):
            return carry_out(organiser=boss, expected=shown.digest, **terms)

    outcomes = race(extend, extend)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "Changed",
        "Plan",
    ]
    assert Grant.objects.filter(source="extension").count() == 1


@pytest.mark.parametrize("size", [1, 30])
@pytest.mark.parametrize("kind", [{"kind": "extend", "days": 30}, {"kind": "pause"}])
def test_preview_asks_two_questions_however_many_people_there_are(kind, size):
    people, boss = [member() for _ in range(size)], organiser()
    terms = {"people": people, "circle": community(), "reason": "Why"} | kind

    with CaptureQueriesContext(connection) as asked:
        preview(organiser=boss, **terms)

    assert len(asked) == 2
    assert [query["sql"].split()[0] for query in asked] == ["SELECT", "SELECT"]
    assert not any("FOR " in query["sql"] for query in asked)


@pytest.mark.parametrize("size", [26, 46])
@pytest.mark.parametrize(
    ("kind", "written"),
    [
        # Grants, their entries, messages, the job, the entry of all.
        (KIND, ["INSERT"] * 5),
        ({"kind": "pause", "reason": "Why"}, ["UPDATE"] + ["INSERT"] * 4),
    ],
    ids=["extend", "pause"],
)
def test_carry_out_asks_as_much_of_many_people_as_of_more(size, kind, written):
    """Of fewer the messages are written on the spot."""
    people, boss = [member() for _ in range(size)], organiser()
    terms = {"people": people, "circle": community(), **kind}
    shown = preview(organiser=boss, **terms)

    with CaptureQueriesContext(connection) as asked:
        carry_out(organiser=boss, expected=shown.digest, **terms)

    actions = [
        query["sql"].split()[0] for query in asked if "POINT" not in query["sql"]
    ]
    # Locks, access, rows.
    assert actions == ["SELECT"] * 3 + written


def crowd(size):
    """Members made at once, in a cohort."""
    circle, now = CircleFactory(kind="cohort"), clock.now()
    people = User.objects.bulk_create(
        User(
            handle=f"crowd-{n}",
            display_name=f"Member {n}",
            email=f"crowd-{n}@example.org",
            password="!",
        )
        for n in range(size)
    )
    Grant.objects.bulk_create(
        Grant(
            person=person,
            circle=place,
            starts_at=now - timedelta(days=9),
            ends_at=now + timedelta(days=100),
            source="organiser",
        )
        for person in people
        for place in (community(), circle)
    )
    return circle


def test_a_thousand_people_are_shown_and_changed_with_few_questions():
    circle, boss = crowd(1_000), organiser()
    terms = {"people": people_in(circle), "circle": community(), **KIND}

    with CaptureQueriesContext(connection) as looking:
        shown = preview(organiser=boss, **terms)
    with CaptureQueriesContext(connection) as doing:
        carry_out(organiser=boss, expected=shown.digest, **terms)

    assert shown.sentence == "1000 members +30 days, 0 shortened"
    assert len(looking) <= 5
    assert len(doing) <= 60


@pytest.mark.django_db(transaction=True)
def test_preview_waits_for_nobody_who_writes():
    boss, person = organiser(), member()
    terms = {"people": [person], "circle": community(), **KIND}
    found = []

    def look():
        with clock.at(NOON):
            found.append(preview(organiser=boss, **terms).sentence)
        connection.close()

    reader = Thread(target=look)
    with transaction.atomic():
        lock_person(person)
        reader.start()
        reader.join(timeout=300)
        seen_meanwhile = list(found)
    reader.join()

    assert seen_meanwhile == ["1 member +30 days, 0 shortened"]


def test_preview_of_a_past_end_counts_days_in_the_zone_of_the_window():
    person = member()
    end = person.grants.get().ends_at

    plan = preview(organiser=organiser(), people=[person], circle=community(), **KIND)

    assert plan.lines[0].before.ends_at == end
    assert plan.lines[0].after.ends_at - end < timedelta(days=31)


def graduate(boss, *anchors):
    """Someone with a window of a year from each of the days."""
    person = UserFactory()
    for anchor_on in anchors:
        grants.grant_window(
            organiser=boss, person=person, circle=community(), anchor_on=anchor_on
        )
    return person


TODAY, NEXT_YEAR = NOON.date(), date(2028, 9, 1)


@pytest.mark.parametrize(
    ("anchors", "terms", "sentence", "before", "after"),
    [
        (
            [TODAY, NEXT_YEAR],
            {"kind": "pause"},
            "1 member closed, 1 shortened",
            "22 November 2027, opens again on 1 September 2028",
            "closed, 365 days kept, opens again on 1 September 2028",
        ),
        (
            [TODAY],
            {"kind": "open", "months": 12, "anchor_on": NEXT_YEAR},
            "1 member opened for later, 0 shortened",
            "22 November 2027",
            "22 November 2027, opens again on 1 September 2028",
        ),
        (
            [NEXT_YEAR],
            {"kind": "revoke"},
            "1 member closed for later, 1 shortened",
            "closed, opens on 1 September 2028",
            "closed",
        ),
        (
            [],
            {"kind": "open", "months": 1, "anchor_on": NEXT_YEAR},
            "1 member opened for later, 0 shortened",
            "closed",
            "closed, opens on 1 September 2028",
        ),
        (
            # Five days, of which one is covered by the window that follows.
            [TODAY, date(2027, 11, 27)],
            {"kind": "extend", "days": 5},
            "1 member +4 days, 0 shortened",
            "22 November 2027, opens again on 27 November 2027",
            "27 November 2028",
        ),
    ],
)
def test_a_window_for_later_is_told_apart(anchors, terms, sentence, before, after):
    person = graduate(organiser(), *anchors)

    plan = one(person, **terms)

    line = plan.lines[0]
    assert (plan.sentence, plan.changed) == (sentence, 1)
    assert (line.before.summary, line.after.summary) == (before, after)


@pytest.mark.parametrize("hour", [3, 12, 23])
def test_days_are_those_between_the_last_days_whatever_their_zones(hour):
    """At three in the morning in Amsterdam it is still yesterday in New York."""
    boss = organiser()
    person = graduate(boss, TODAY)
    circle = community()
    circle.zone = "America/New_York"
    circle.save()

    with clock.at(NOON.replace(day=30, hour=hour)):
        opened = one(person, kind="open", months=12, anchor_on=date(2026, 11, 25))
        ended = one(person, kind="revoke_one", grant=person.grants.latest("pk"))

    for plan, days in ((opened, "+3 days"), (ended, "-3 days")):
        assert plan.lines[0].change == days
    line = opened.lines[0]
    assert (line.before.summary, line.after.summary) == (
        "22 November 2027",
        "25 November 2027",
    )


def test_ending_the_line_under_an_extension_is_a_closing():
    boss = organiser()
    person = graduate(boss, TODAY)
    first = person.grants.get()
    grants.extend_grant(
        organiser=boss, person=person, circle=community(), days=30, reason="Kind"
    )

    plan = one(person, kind="revoke_one", grant=first)

    assert plan.sentence == "1 member closed, 1 shortened"
    assert plan.lines[0].after.summary == "closed, opens again on 23 November 2027"


def test_taking_a_place_for_life_back_leaves_the_window_under_it():
    boss = organiser()
    person = graduate(boss, TODAY)
    for_life = grants.grant_for_life(
        organiser=boss, person=person, circle=community(), reason="Founder"
    )

    plan = one(person, kind="revoke_one", grant=for_life)

    assert plan.sentence == "1 member no longer for life, 1 shortened"
    assert plan.lines[0].after.summary == "22 November 2027"


def test_carry_out_refuses_when_an_account_is_gone_meanwhile():
    boss, person = organiser(), UserFactory()
    terms = {
        "people": [person],
        "circle": community(),
        "kind": "open",
        "months": 1,
        "reason": "Why",
    }
    shown = preview(organiser=boss, **terms)
    User.objects.filter(pk=person.pk).delete()

    with pytest.raises(Changed):
        carry_out(organiser=boss, expected=shown.digest, **terms)

    assert not Grant.objects.exists()
