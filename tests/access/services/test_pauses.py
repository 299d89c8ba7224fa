"""A pause keeps each row, and a resumption gives each back."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from access.access import Access
from access.enums import GrantSource
from access.errors import NothingOpen, NothingPaused
from access.models import Grant
from access.services import grants
from access.services.changes import carry_out, preview
from accounts.models import AuditEntry
from core import clock
from outbox.models import Mail
from tests.factories.access import community, organiser
from tests.factories.accounts import UserFactory
from tests.racing import race

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def standing(person):
    rows = person.grants.standing().by_start()
    return [(row.starts_at, row.ends_at, row.anchor_on, row.extra_days) for row in rows]


def times(person):
    return [row[:2] for row in standing(person)]


def window(boss, person, *, on=NOON, months=12):
    with clock.at(on):
        return grants.grant_window(
            organiser=boss,
            person=person,
            circle=community(),
            anchor_on=on.date(),
            months=months,
        )


def order(person, *, months=12, reference="order-1"):
    with clock.at(NOON):
        return grants.open_window(
            granted_by=None,
            person=person,
            circle=community(),
            anchor_on=NOON.date(),
            months=months,
            reference=reference,
            source=GrantSource.WEBHOOK,
        )


def action(name, boss, person, after, **terms):
    terms = {"reason": "Why"} | terms
    with clock.at(NOON + after):
        return getattr(grants, name)(
            organiser=boss, person=person, circle=community(), **terms
        )


def refund(after):
    with clock.at(NOON + after):
        return grants.end_order(reference="order-1", reason="Paid back")


def test_pause_and_resume_on_one_day_give_back_every_row_as_it_was(boss):
    person = UserFactory()
    window(boss, person)
    action("extend_grant", boss, person, 10 * DAY, days=30)
    action("renew_grant", boss, person, 10 * DAY)
    before = standing(person)

    action("pause", boss, person, 20 * DAY)
    assert standing(person) == []
    action("resume", boss, person, 20 * DAY + timedelta(hours=3))

    after = standing(person)
    # What had begun begins again now; all else is as it was.
    assert [row[1:] for row in after] == [row[1:] for row in before]
    assert [row[0] for row in after[1:]] == [row[0] for row in before[1:]]


def test_resume_moves_each_row_by_the_days_that_the_pause_lasted(boss):
    person = UserFactory()
    window(boss, person)
    action("extend_grant", boss, person, 10 * DAY, days=30)
    action("pause", boss, person, 20 * DAY)

    action("resume", boss, person, 70 * DAY)

    ends = datetime(2027, 4, 29, 22, tzinfo=UTC), datetime(2027, 5, 29, 22, tzinfo=UTC)
    assert times(person) == [(NOON + 70 * DAY, ends[0]), (ends[0], ends[1])]


def test_pause_writes_down_the_own_days_of_each_row(boss):
    person = UserFactory()
    window(boss, person)
    action("extend_grant", boss, person, 10 * DAY, days=30)

    last = action("pause", boss, person, 20 * DAY)

    rows = person.grants.by_start()
    assert [row.paused_days for row in rows] == [345, 30]
    assert {row.revoked_at for row in rows} == {NOON + 20 * DAY}
    assert last.extra_days == 30


def test_a_renewal_after_a_pause_counts_from_the_first_anchor(boss):
    person = UserFactory()
    window(boss, person)
    action("extend_grant", boss, person, 10 * DAY, days=30)
    action("pause", boss, person, 20 * DAY)
    action("resume", boss, person, 20 * DAY)

    renewal = action("renew_grant", boss, person, 21 * DAY)

    assert (renewal.anchor_on, renewal.months) == (NOON.date(), 24)
    assert renewal.last_day == date(2028, 4, 9)


def test_a_pause_leaves_a_window_for_later_as_it_is(boss):
    person = UserFactory()
    window(boss, person)
    later = window(boss, person, on=datetime(2027, 9, 1, 12, tzinfo=UTC))

    action("pause", boss, person, 20 * DAY)

    assert list(person.grants.standing()) == [later]


def test_a_refund_after_a_pause_ends_what_the_order_opened(boss):
    person = UserFactory()
    order(person)
    action("extend_grant", boss, person, DAY, days=30)
    action("pause", boss, person, 2 * DAY)
    action("resume", boss, person, 3 * DAY)

    ended = refund(4 * DAY)

    assert [grant.reference for grant in ended] == ["order-1"]
    with clock.at(NOON + 4 * DAY):
        assert not Access.of(person).has_window
    assert [row.extra_days for row in person.grants.standing()] == [30]


def test_a_refund_during_a_pause_keeps_the_window_of_a_cohort(boss):
    person = UserFactory()
    cohort_s = window(boss, person)
    order(person, months=24)
    action("pause", boss, person, 10 * DAY)

    refund(11 * DAY)
    action("resume", boss, person, 12 * DAY)

    assert [
        (row.resumes, row.anchor_on, row.months, row.last_day)
        for row in person.grants.standing()
    ] == [(cohort_s, NOON.date(), 12, date(2027, 3, 12))]


def test_a_refund_during_a_pause_leaves_the_extension_where_it_lay(boss):
    person = UserFactory()
    order(person)
    action("extend_grant", boss, person, DAY, days=1)
    action("pause", boss, person, 2 * DAY)

    refund(3 * DAY)
    action("resume", boss, person, 4 * DAY)

    assert [row.last_day for row in person.grants.standing()] == [date(2027, 3, 13)]
    with clock.at(NOON + 4 * DAY):
        assert not Access.of(person).has_window


@pytest.mark.parametrize(
    ("opened_again", "looked", "sentence", "told", "subject"),
    [
        (
            False,
            "closed, 1 day kept",
            "1 member opened for later, 0 shortened",
            "closed, opens again on 13 March 2027",
            "Your window opens on Saturday 13 March 2027",
        ),
        (
            True,
            "13 April 2026, 1 day kept",
            "1 member opened for later, 0 shortened",
            "13 April 2026, opens again on 12 April 2027",
            "Your window opens on Monday 12 April 2027",
        ),
    ],
)
def test_what_a_refund_left_of_a_pause_is_shown_and_told_as_it_is(
    boss, opened_again, looked, sentence, told, subject
):
    person = UserFactory()
    order(person)
    action("extend_grant", boss, person, DAY, days=1)
    action("pause", boss, person, 2 * DAY)
    refund(3 * DAY)
    if opened_again:
        window(boss, person, on=NOON + 3 * DAY, months=1)
    Mail.objects.all().delete()

    with clock.at(NOON + 4 * DAY):
        terms = {"people": [person], "circle": community(), "kind": "resume"}
        plan = preview(organiser=boss, **terms)
        carry_out(organiser=boss, expected=plan.digest, **terms)

    line = plan.lines[0]
    assert (line.before.summary, plan.sentence, line.after.summary) == (
        looked,
        sentence,
        told,
    )
    assert list(Mail.objects.values_list("subject", flat=True)) == [subject]


def test_what_a_refund_left_on_both_sides_of_a_gap_is_told_to_the_gap(boss):
    person = UserFactory()
    window(boss, person, months=1)
    with clock.at(NOON):
        grants.renew_window(
            granted_by=None,
            person=person,
            circle=community(),
            months=1,
            reference="order-1",
        )
    action("extend_grant", boss, person, DAY, days=5)
    action("pause", boss, person, 2 * DAY)
    refund(3 * DAY)
    window(boss, person, on=NOON + 3 * DAY, months=1)
    Mail.objects.all().delete()

    last = action("resume", boss, person, 4 * DAY)

    # 29 of the 31 days were kept before the gap, and five lie behind it.
    assert list(Mail.objects.values_list("subject", flat=True)) == [
        "Your window is longer: it is open through Tuesday 12 May 2026"
    ]
    assert "29 days were added" in Mail.objects.get().text
    assert last.last_day == date(2026, 6, 16)


def test_a_window_in_two_zones_stays_unbroken_over_a_pause(boss):
    """Their clocks change on different days."""
    person = UserFactory()
    window(boss, person)
    with clock.at(NOON):
        grants.grant_window(
            organiser=boss,
            person=person,
            circle=community(),
            anchor_on=date(2027, 3, 11),
            zone="America/New_York",
        )
        first, second = person.grants.by_start()
        Grant.objects.filter(pk=second.pk).update(starts_at=first.ends_at)
    action("pause", boss, person, DAY)

    action("resume", boss, person, 12 * DAY)

    first, second = times(person)
    assert second[0] <= first[1]


@pytest.mark.parametrize("opened_again", [False, True])
def test_end_now_ends_every_pause_as_well(boss, opened_again):
    person = UserFactory()
    window(boss, person)
    action("pause", boss, person, 10 * DAY, reason="Leave")
    if opened_again:
        window(boss, person, on=NOON + 11 * DAY, months=1)

    ended = action("revoke_all", boss, person, 12 * DAY, reason="Asked to go")

    assert len(ended) == 1 + opened_again
    with pytest.raises(NothingPaused):
        action("resume", boss, person, 13 * DAY)
    first = person.grants.by_start()[0]
    assert (first.paused_days, first.revoked_at) == (355, NOON + 10 * DAY)
    assert (first.revoke_reason, first.is_paused) == ("Leave", False)
    others = person.grants.exclude(pk=first.pk)
    assert {row.revoke_reason for row in others} == {"Asked to go"}
    assert not person.grants.standing().exists()
    assert AuditEntry.objects.get(action="pause_ended").target_id == first.pk


def test_a_pause_that_was_ended_is_one_at_any_moment_before(boss):
    """The ledger as it stood, and the doors since, know nothing of the end."""
    person = UserFactory()
    window(boss, person)
    action("pause", boss, person, 10 * DAY, reason="Leave")
    paused = person.grants.get()
    before = Grant.objects.filter(pk=paused.pk).values().get()

    action("revoke_all", boss, person, 12 * DAY, reason="Asked to go")

    assert Grant.objects.filter(pk=paused.pk).values().get() == before
    known = Grant.objects.filter(person=person).known_at(NOON + 11 * DAY).get()
    assert known.as_of(NOON + 11 * DAY).is_paused
    with clock.at(NOON + 13 * DAY):
        access = Access.of(person)
    assert access.closed.ended_at == NOON + 10 * DAY
    assert not access.has_window


def test_a_member_reads_the_reason_of_a_pause_and_that_of_its_end(boss, client):
    person = UserFactory()
    window(boss, person)
    action("pause", boss, person, 10 * DAY, reason="Parental leave")
    action("revoke_all", boss, person, 12 * DAY, reason="Asked to go")
    client.force_login(person)

    with clock.at(NOON + 13 * DAY):
        page = client.get("/me/access/").content.decode()

    lines = re.findall(r"Ended early on .*?</td>", page, re.DOTALL)
    assert ["20 March 2026" in lines[0], "22 March 2026" in lines[1]] == [True, True]
    assert ["Parental leave" in lines[0], "Asked to go" in lines[1]] == [True, True]


def test_end_now_tells_who_was_paused(boss):
    person = UserFactory()
    window(boss, person)
    action("pause", boss, person, 10 * DAY, reason="Leave")
    Mail.objects.all().delete()

    action("revoke_all", boss, person, 12 * DAY, reason="Asked to go")

    mail = Mail.objects.get(to=person.email)
    assert (mail.kind, mail.subject) == ("access/revoked", "Your window was closed")
    assert "Asked to go" in mail.text


def test_end_now_where_nothing_is_open_or_paused_is_refused(boss):
    person = UserFactory()
    window(boss, person)
    action("revoke_all", boss, person, DAY)
    before = list(Grant.objects.values())

    with pytest.raises(NothingOpen, match="none that is paused"):
        action("revoke_all", boss, person, 2 * DAY)

    assert list(Grant.objects.values()) == before


def test_ending_one_paused_line_drops_its_days_alone(boss):
    person = UserFactory()
    first = window(boss, person)
    action("extend_grant", boss, person, 10 * DAY, days=30)
    action("pause", boss, person, 20 * DAY)

    with clock.at(NOON + 21 * DAY):
        grants.revoke_grant(organiser=boss, grant=first, reason="A mistake")
    action("resume", boss, person, 21 * DAY)

    assert [row.extra_days for row in person.grants.standing()] == [30]


def test_a_refund_during_a_pause_is_an_end(boss):
    person = UserFactory()
    opened = order(person)
    action("extend_grant", boss, person, DAY, days=1)
    action("pause", boss, person, 2 * DAY)

    assert refund(3 * DAY) == [opened]
    assert refund(4 * DAY) == []


def test_resume_adds_the_days_at_the_end_of_what_is_open(boss):
    person = UserFactory()
    window(boss, person)
    action("pause", boss, person, 300 * DAY)
    window(boss, person, on=NOON + 300 * DAY, months=6)
    Mail.objects.all().delete()

    added = action("resume", boss, person, 310 * DAY)

    # Six months from 4 January 2027 end on 4 July, and 65 days were kept.
    assert (added.starts_at, added.last_day) == (
        datetime(2027, 7, 4, 22, tzinfo=UTC),
        date(2027, 9, 7),
    )
    assert list(Mail.objects.values_list("subject", flat=True)) == [
        "Your window is longer: it is open through Tuesday 7 September 2027"
    ]
    assert "65 days were added" in Mail.objects.get().text


@pytest.mark.parametrize(
    ("after", "sentence"), [(300, "stay kept"), (365, "no day that could be added")]
)
def test_a_pause_that_nothing_can_be_given_for_stays(boss, after, sentence):
    person = UserFactory()
    window(boss, person)
    action("pause", boss, person, after * DAY)
    if after == 300:
        action("grant_for_life", boss, person, after * DAY)
    else:
        window(boss, person, on=NOON + after * DAY, months=1)
    before = list(Grant.objects.order_by("pk").values())
    Mail.objects.all().delete()

    with pytest.raises(NothingPaused, match=sentence):
        action("resume", boss, person, after * DAY)

    assert list(Grant.objects.order_by("pk").values()) == before
    assert not Mail.objects.exists()


def test_resume_at_the_end_lets_go_of_what_ended_with_the_day_of_the_pause(boss):
    person = UserFactory()
    first = window(boss, person)
    action("extend_grant", boss, person, DAY, days=30)
    action("pause", boss, person, 365 * DAY)
    window(boss, person, on=NOON + 366 * DAY, months=1)

    added = action("resume", boss, person, 367 * DAY)

    assert added.last_day == date(2027, 5, 11)
    assert not Grant.objects.get(pk=first.pk).is_paused
    with pytest.raises(NothingPaused):
        action("resume", boss, person, 367 * DAY)


def test_two_pauses_are_given_back_one_after_the_other(boss):
    person = UserFactory()
    window(boss, person)
    action("pause", boss, person, 355 * DAY)
    window(boss, person, on=NOON + 355 * DAY, months=1)
    action("pause", boss, person, 356 * DAY)

    action("resume", boss, person, 400 * DAY)
    last = action("resume", boss, person, 400 * DAY)

    # 27 and 10 days after that day.
    assert last.last_day == (NOON + 437 * DAY).date()


@pytest.mark.django_db(transaction=True)
def test_a_refund_and_a_resumption_at_once_leave_nothing_of_the_order():
    boss, person = organiser(), UserFactory()
    order(person)
    action("pause", boss, person, 2 * DAY)

    outcomes = race(
        lambda: refund(3 * DAY), lambda: action("resume", boss, person, 3 * DAY)
    )

    assert type(outcomes[1]) in {Grant, NothingPaused}
    assert len(outcomes[0]) == 1
    assert not person.grants.standing().exists()
    with pytest.raises(NothingPaused):
        action("resume", boss, person, 3 * DAY)


@pytest.mark.django_db(transaction=True)
def test_two_pauses_at_once_are_one():
    boss, person = organiser(), UserFactory()
    window(boss, person)

    def pause():
        return action("pause", boss, person, DAY)

    outcomes = race(pause, pause)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "Grant",
        "NothingOpen",
    ]
    assert person.grants.filter(paused_days__isnull=False).count() == 1
