"""Every change of the window writes its message, in the transaction of the change."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as django_mail

from access.calendar import start_of_day
from access.errors import NothingOpen
from access.services import grants
from access.services.changes import carry_out, preview
from accounts.models import User
from core import clock
from onboarding.services import invitations
from outbox import registry
from outbox.models import Mail
from outbox.services.mail import render_mail
from outbox.services.sending import send_due_mail
from tests.access.window.people import (
    ENDS_AT,
    graduate,
    kinds,
    letters,
    noon,
)
from tests.factories.access import CircleFactory, GrantFactory, community, organiser
from tests.factories.accounts import UserFactory, former
from tests.factories.forum import PostFactory

pytestmark = pytest.mark.django_db

KINDS = (
    "opened",
    "ending",
    "ended",
    "extended",
    "renewed",
    "paused",
    "resumed",
    "revoked",
    "place_opened",
    "place_extended",
    "place_closed",
    "site_closing",
)
DAY = timedelta(days=1)
NOW = noon(30) - timedelta(days=30)


@pytest.fixture
def boss():
    return organiser()


@pytest.fixture(autouse=True)
def _now():
    with clock.at(NOW):
        yield


def only_mail(person):
    return Mail.objects.get(to=person.email)


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_has_both_parts_in_plain_words(kind, settings):
    settings.SITE_URL = "https://crossroads.example"

    mail = render_mail(f"access/{kind}", registry.mail_previews()[f"access/{kind}"]())

    assert mail.subject
    for link in re.findall(r"https?://[^\s\"<>]+", mail.text + mail.html):
        assert link.startswith("https://crossroads.example/"), link
    for odd in ("{{", "{%", "None", "!", "  "):
        assert odd not in mail.text
    assert "https://crossroads.example/me/access/" in mail.text
    assert "https://crossroads.example/me/access/" in mail.html


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_says_the_same_in_text_and_in_html(kind):
    mail = render_mail(f"access/{kind}", registry.mail_previews()[f"access/{kind}"]())

    body = mail.html.partition("</h1>")[2]
    for line in mail.text.partition("\n\n")[2].partition("\n--\n")[0].splitlines():
        words = line.removeprefix("- ").removesuffix(":").strip()
        assert words in re.sub(r"<[^>]+>", "", body) or words.startswith("http")


def test_opening_a_window_tells_its_last_day_in_both_zones(boss):
    person = UserFactory(zone="Asia/Tokyo")

    grants.grant_window(
        organiser=boss,
        person=person,
        circle=community(),
        anchor_on=date(2026, 10, 1),
        reason="Graduate of cohort 3",
    )

    mail = only_mail(person)
    assert (mail.kind, mail.subject) == (
        "access/opened",
        "Your window is open through Friday 1 October 2027",
    )
    assert "to its end in Amsterdam, which is 07:00 on Saturday 2 October in Tokyo" in (
        mail.text
    )
    assert "Graduate of cohort 3" in mail.text


def test_opening_ahead_tells_the_first_day(boss):
    person = UserFactory()

    grants.grant_window(
        organiser=boss,
        person=person,
        circle=community(),
        anchor_on=date(2026, 11, 2),
    )

    assert letters(person) == [
        ("access/opened", "Your window opens on Monday 2 November 2026")
    ]


def test_opening_for_life_tells_that_there_is_no_end(boss):
    person = UserFactory()

    for _ in range(2):
        grants.grant_for_life(organiser=boss, person=person, circle=community())

    assert letters(person) == [("access/opened", "Your window is open, with no end")]


def test_opening_what_ends_no_later_tells_nothing(boss):
    person = graduate()

    grants.grant_window(
        organiser=boss,
        person=person,
        circle=community(),
        anchor_on=NOW.date(),
        months=1,
    )

    assert letters(person) == []


@pytest.mark.parametrize(
    "who", [graduate, lambda: GrantFactory(for_life=True).person], ids=["year", "life"]
)
def test_opening_ahead_what_is_open_then_anyway_tells_nothing(boss, who):
    person = who()

    grants.grant_window(
        organiser=boss,
        person=person,
        circle=community(),
        anchor_on=date(2026, 11, 2),
        months=1,
    )

    assert person.grants.count() == 2
    assert letters(person) == []


def test_taking_back_one_of_two_that_open_on_one_day_tells_nothing(boss):
    person = UserFactory()
    where = {"organiser": boss, "person": person, "circle": community()}
    for _ in range(2):
        second = grants.grant_place(**where, months=12, anchor_on=date(2027, 9, 1))
    grants.revoke_grant(organiser=boss, grant=second, reason="Written twice")

    assert letters(person) == [
        ("access/opened", "Your window opens on Wednesday 1 September 2027")
    ]
    assert sent() == ["Your window opens on Wednesday 1 September 2027"]


def test_opening_what_ends_later_tells_that_the_window_is_longer(boss):
    person = graduate()

    grants.grant_for_life(organiser=boss, person=person, circle=community())

    assert letters(person) == [("access/extended", "Your window has no end any more")]
    assert "It was to end on Saturday 19 December 2026." in only_mail(person).text


def test_each_change_of_a_place_in_another_circle_tells_its_reason(boss):
    circle, person = CircleFactory(name="Cohort 3"), UserFactory()
    where = {"organiser": boss, "person": person, "circle": circle}

    grants.grant_place(**where, months=12, reason="Reason 1")
    grants.extend_grant(**where, days=3, reason="Reason 2")
    grants.renew_grant(**where, months=1, reason="Reason 3")
    grants.pause(**where, reason="Reason 4")
    grants.resume(**where, reason="Reason 5")
    grants.revoke_all(**where, reason="Reason 6")

    assert letters(person) == [
        ("access/place_opened", "A place was opened for you: Cohort 3"),
        (
            "access/place_extended",
            "Your place is open through Saturday 23 October 2027: Cohort 3",
        ),
        (
            "access/place_extended",
            "Your place is open through Tuesday 23 November 2027: Cohort 3",
        ),
        (
            "access/place_closed",
            "Your place is paused, and 399 days are kept: Cohort 3",
        ),
        ("access/place_opened", "Your place is open again: Cohort 3"),
        ("access/place_closed", "Your place was closed: Cohort 3"),
    ]
    for number, mail in enumerate(Mail.objects.order_by("pk"), start=1):
        assert f"The reason that was written down: Reason {number}" in mail.text
        assert not mail.text.count("None")


def test_a_change_of_another_circle_that_moves_no_end_tells_nothing(boss):
    circle, person = CircleFactory(), UserFactory()
    where = {"organiser": boss, "person": person, "circle": circle}
    grants.grant_place(**where, months=12)
    beside = grants.grant_place(**where, months=1)
    grants.revoke_grant(organiser=boss, grant=beside, reason="A mistake")

    assert kinds(person) == ["access/place_opened"]


def test_revoking_a_part_of_a_place_tells_the_end_that_is_left(boss):
    circle, person = CircleFactory(name="Cohort 3"), UserFactory()
    where = {"organiser": boss, "person": person, "circle": circle}
    grants.grant_place(**where, months=12)
    gift = grants.extend_grant(**where, days=3, reason="A gift")
    grants.revoke_grant(organiser=boss, grant=gift, reason="A mistake")

    assert letters(person)[-1] == (
        "access/place_closed",
        "Your place now ends on Wednesday 20 October 2027: Cohort 3",
    )


def test_a_place_that_opens_ahead_tells_its_first_day(boss):
    circle, person = CircleFactory(name="Cohort 3"), UserFactory()

    grants.grant_place(
        organiser=boss,
        person=person,
        circle=circle,
        months=12,
        anchor_on=date(2026, 11, 2),
    )

    mail = only_mail(person)
    assert mail.subject == "A place was opened for you: Cohort 3"
    assert "It opens to you with the start of Monday 2 November 2026." in mail.text


def test_extending_over_a_gap_tells_the_days_that_were_added(boss):
    person = graduate()
    GrantFactory(
        person=person,
        starts_at=ENDS_AT + timedelta(days=5),
        ends_at=ENDS_AT + timedelta(days=365),
        zone="Europe/Amsterdam",
    )

    grants.extend_grant(
        organiser=boss, person=person, circle=community(), days=5, reason="A gift"
    )

    mail = only_mail(person)
    assert mail.subject.endswith("is open through Sunday 19 December 2027")
    assert (
        "5 days were added to the end. It was to end on Saturday 19 December 2026, "
        "and goes on without a gap into what was to come after it."
    ) in mail.text


def test_extending_tells_the_days_and_both_ends(boss):
    person = graduate()

    grants.extend_grant(
        organiser=boss,
        person=person,
        circle=community(),
        days=30,
        reason="A long winter",
    )

    mail = only_mail(person)
    assert (mail.kind, mail.subject) == (
        "access/extended",
        "Your window is longer: it is open through Monday 18 January 2027",
    )
    assert "30 days were added" in mail.text
    assert "It was to end on Saturday 19 December 2026." in mail.text
    assert "A long winter" in mail.text


def test_extending_a_part_that_is_covered_by_a_renewal_tells_the_real_end(boss):
    person = graduate()
    GrantFactory(
        person=person,
        starts_at=ENDS_AT,
        ends_at=ENDS_AT + timedelta(days=365),
        zone="Europe/Amsterdam",
    )

    grants.extend_grant(
        organiser=boss, person=person, circle=community(), days=1, reason="A gift"
    )

    assert letters(person) == [
        (
            "access/extended",
            "Your window is longer: it is open through Monday 20 December 2027",
        )
    ]


@pytest.mark.parametrize(
    ("moment", "subject", "words"),
    [
        (
            NOW,
            "Your window is renewed, through Sunday 19 December 2027",
            "it was to end on Saturday 19 December 2026",
        ),
        (
            ENDS_AT + timedelta(days=12),
            "Your window is renewed, through Saturday 1 January 2028",
            "It opens again now",
        ),
    ],
)
def test_renewing_tells_whether_it_continues_or_opens_again(
    boss, moment, subject, words
):
    person = UserFactory()
    with clock.at(datetime(2025, 12, 19, 12, tzinfo=UTC)):
        grants.grant_window(
            organiser=boss,
            person=person,
            circle=community(),
            anchor_on=date(2025, 12, 19),
        )
    Mail.objects.all().delete()

    with clock.at(moment):
        grants.renew_grant(organiser=boss, person=person, circle=community())

    assert letters(person) == [("access/renewed", subject)]
    assert words in only_mail(person).text


def test_renewing_up_to_a_place_for_life_tells_that_there_is_no_end(boss):
    person = UserFactory()
    where = {"organiser": boss, "person": person, "circle": community()}
    grants.grant_place(**where, months=12)
    grants.grant_place(**where, months=0, anchor_on=date(2028, 1, 1))
    Mail.objects.all().delete()

    grants.renew_grant(**where)

    mail = only_mail(person)
    assert mail.subject == "Your window is renewed, and has no end any more"
    assert "It has no end." in mail.text


def test_pausing_and_resuming_tell_the_days_that_are_kept(boss):
    person = graduate()

    grants.pause(
        organiser=boss, person=person, circle=community(), reason="Parental leave"
    )
    with clock.at(NOW + timedelta(days=100)):
        grants.resume(organiser=boss, person=person, circle=community())

    assert letters(person) == [
        ("access/paused", "Your window is paused, and 60 days are kept"),
        ("access/resumed", "Your window is open again, through Monday 29 March 2027"),
    ]
    paused, resumed = Mail.objects.filter(to=person.email).order_by("pk")
    assert "Parental leave" in paused.text
    assert "the 60 days that were kept count from today" in resumed.text


def test_revoking_tells_the_reason_and_what_stays(boss):
    person = graduate()

    grants.revoke_all(
        organiser=boss, person=person, circle=community(), reason="Asked to leave"
    )

    mail = only_mail(person)
    assert (mail.kind, mail.subject) == ("access/revoked", "Your window was closed")
    assert "Asked to leave" in mail.text
    assert "What stays yours" in mail.text


def test_revoking_a_renewal_tells_the_end_that_is_left(boss):
    person = graduate()
    renewal = GrantFactory(
        person=person, starts_at=ENDS_AT, ends_at=ENDS_AT + timedelta(days=365)
    )

    grants.revoke_grant(organiser=boss, grant=renewal, reason="Paid back")
    grants.revoke_grant(organiser=boss, grant=renewal, reason="Twice")

    assert letters(person) == [
        ("access/revoked", "Your window now ends on Saturday 19 December 2026")
    ]


def test_revoking_what_changes_nothing_tells_nothing(boss):
    person = graduate()
    beside = GrantFactory(person=person, starts_at=NOW, ends_at=NOW + timedelta(days=9))

    grants.revoke_grant(organiser=boss, grant=beside, reason="A mistake")

    assert letters(person) == []


def test_claiming_an_invitation_tells_of_the_window(boss):
    person = UserFactory()
    assert EmailAddress.objects.filter(user=person, verified=True).exists()
    invitation, _token = invitations.invite(
        organiser=boss,
        email=person.email,
        circle=community(),
        anchor_on=NOW.date(),
    )

    for _ in range(2):
        invitations.claim_invitation(person=person, invitation=invitation)

    assert kinds(person) == ["access/opened"]


def test_the_account_of_a_former_member_is_told_nothing(boss):
    person = former()

    grants.grant_for_life(organiser=boss, person=person, circle=community())

    assert not Mail.objects.exists()


def test_a_change_that_fails_tells_nothing(boss):
    person = UserFactory()

    with pytest.raises(NothingOpen):
        grants.extend_grant(
            organiser=boss, person=person, circle=community(), days=3, reason="No"
        )

    assert not Mail.objects.exists()


def test_a_dry_run_tells_nobody_and_the_change_tells_everyone_once(boss):
    people = [graduate() for _ in range(3)]
    action = {
        "organiser": boss,
        "people": people,
        "circle": community(),
        "kind": "extend",
        "days": 30,
        "reason": "A long winter",
    }

    plan = preview(**action)

    assert not Mail.objects.exists()
    carry_out(**action, expected=plan.digest)
    assert [kinds(person) for person in people] == [["access/extended"]] * 3


def sent():
    send_due_mail()
    return [letter.subject for letter in django_mail.outbox]


def test_a_letter_is_sent_while_it_is_true(boss):
    person = graduate()
    grants.extend_grant(
        organiser=boss, person=person, circle=community(), days=30, reason="A gift"
    )

    assert sent() == [
        "Your window is longer: it is open through Monday 18 January 2027"
    ]


def test_a_letter_that_was_overtaken_is_dropped_and_the_later_one_is_sent(boss):
    person = graduate()
    for days in (30, 10):
        grants.extend_grant(
            organiser=boss,
            person=person,
            circle=community(),
            days=days,
            reason="A gift",
        )

    assert sent() == [
        "Your window is longer: it is open through Thursday 28 January 2027"
    ]
    assert Mail.objects.earliest("pk").drop_reason == "The window has changed since."


def test_a_letter_of_a_closing_that_was_taken_back_is_dropped(boss):
    person = graduate()
    grants.revoke_all(
        organiser=boss, person=person, circle=community(), reason="A mistake"
    )
    grants.grant_for_life(organiser=boss, person=person, circle=community())

    assert sent() == ["Your window is open, with no end"]


def test_a_letter_to_a_closed_account_is_dropped(boss):
    person = UserFactory()
    grants.grant_place(organiser=boss, person=person, circle=CircleFactory(), months=0)
    User.objects.filter(pk=person.pk).update(is_active=False)

    assert sent() == []
    assert Mail.objects.get().drop_reason == "The account is closed."


def test_a_letter_goes_to_the_address_that_the_account_has_when_it_leaves(boss):
    person = UserFactory(email="old@example.org")
    grants.grant_place(organiser=boss, person=person, circle=CircleFactory(), months=0)
    User.objects.filter(pk=person.pk).update(email="new@example.org")
    send_due_mail()

    assert [letter.to for letter in django_mail.outbox] == [["new@example.org"]]
    assert Mail.objects.get().to == "new@example.org"


def test_the_letter_of_a_place_outlives_a_pause_that_was_ended_at_once(boss):
    circle, person = CircleFactory(name="Cohort 3"), UserFactory()
    where = {"organiser": boss, "person": person, "circle": circle}
    grants.grant_place(**where, months=12)
    grants.pause(**where, reason="The wrong person")
    grants.resume(**where)

    assert sent() == [
        "A place was opened for you: Cohort 3",
        "Your place is open again: Cohort 3",
    ]


@pytest.mark.parametrize("who", [UserFactory, graduate])
@pytest.mark.parametrize("has_another", [False, True])
def test_taking_back_what_was_to_open_tells_that_it_does_not(boss, who, has_another):
    person = who()
    ahead = [
        GrantFactory(
            person=person,
            starts_at=start_of_day(day, "Europe/Amsterdam"),
            ends_at=start_of_day(day, "Europe/Amsterdam") + timedelta(days=30),
            zone="Europe/Amsterdam",
        )
        for day in [date(2027, 9, 1), date(2028, 3, 1)][: 1 + has_another]
    ]

    grants.revoke_grant(organiser=boss, grant=ahead[0], reason="Paid back")

    assert letters(person) == [
        ("access/revoked", "Your window does not open on Wednesday 1 September 2027")
    ]
    mail = only_mail(person)
    assert "It was taken back before it began." in mail.text
    assert "Paid back" in mail.text
    words = "The next one opens on Wednesday 1 March 2028."
    assert (words in mail.text) is has_another
    assert sent() == [mail.subject]


def test_taking_back_what_would_have_opened_nothing_tells_nothing(boss):
    person = GrantFactory(for_life=True).person
    ahead = GrantFactory(person=person, starts_at=ENDS_AT, ends_at=ENDS_AT + DAY)

    grants.revoke_grant(organiser=boss, grant=ahead, reason="A mistake")

    assert letters(person) == []


def test_a_letter_that_a_window_does_not_open_is_dropped_when_another_does(boss):
    person = UserFactory()
    where = {"organiser": boss, "person": person, "circle": community()}
    first = grants.grant_place(**where, months=1, anchor_on=date(2027, 9, 1))
    grants.revoke_grant(organiser=boss, grant=first, reason="A mistake")
    grants.grant_place(**where, months=1, anchor_on=date(2027, 9, 2))

    assert sent() == ["Your window opens on Thursday 2 September 2027"]


@pytest.mark.parametrize(
    ("anchor_on", "told"),
    [
        (NOW.date(), ["Your place was closed: Cohort 3"]),
        (
            date(2026, 11, 2),
            ["Your place does not open on Monday 2 November 2026: Cohort 3"],
        ),
    ],
    ids=["open", "ahead"],
)
def test_a_letter_of_a_place_that_was_taken_back_is_dropped(boss, anchor_on, told):
    grant = grants.grant_place(
        organiser=boss,
        person=UserFactory(),
        circle=CircleFactory(name="Cohort 3"),
        months=12,
        anchor_on=anchor_on,
    )
    grants.revoke_grant(organiser=boss, grant=grant, reason="A mistake")

    assert sent() == told
    assert Mail.objects.earliest("pk").dropped_at is not None


def test_what_stays_is_counted(boss):
    person = graduate()
    PostFactory.create_batch(2, author=person)

    grants.revoke_all(organiser=boss, person=person, circle=community(), reason="Over")

    assert "- 2 posts\n- your drafts" in only_mail(person).text
