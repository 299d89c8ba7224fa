from datetime import timedelta

import pytest

from core import clock
from notifications.models import MailChoice, Notice
from notifications.services.read_state import mark_read
from outbox.models import Mail
from outbox.services.sending import send_due_mail
from tests.factories.access import CircleFactory, GrantFactory, expired, member
from tests.factories.accounts import former
from tests.notifications.telling import tell
from tests.racing import race

pytestmark = pytest.mark.django_db


def test_telling_writes_a_notice_and_a_mail_for_each_recipient_once():
    ana, ben = member(), member()

    tell([ana, ben, ana], actor=member())

    assert Notice.objects.filter(recipient=ana).count() == 1
    assert sorted(Mail.objects.values_list("to", flat=True)) == [ana.email, ben.email]


def test_telling_reaches_nobody_of_their_own_act():
    ana = member()

    tell([ana], actor=ana)

    assert not Notice.objects.exists()
    assert not Mail.objects.exists()


@pytest.mark.parametrize("make", [expired, former])
def test_telling_reaches_nobody_of_what_they_may_not_see(make):
    tell([make()])

    assert not Notice.objects.exists()
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    "verbs", [("test.told", "test.named"), ("test.named", "test.told")]
)
def test_one_event_is_one_notice_with_its_strongest_reason(verbs):
    ana = member()

    for verb in verbs:
        tell([ana], verb)

    assert list(Notice.objects.values_list("recipient", "verb")) == [
        (ana.pk, "test.named")
    ]


def test_one_event_is_one_mail_however_its_reasons_come(mailoutbox):
    ana = member()
    tell([ana], "test.told")
    tell([ana], "test.named")

    with clock.at(clock.now() + timedelta(minutes=11)):
        send_due_mail()

    assert len(mailoutbox) == 1
    assert "named" in mailoutbox[0].extra_headers["List-Id"]


def test_what_happens_after_it_was_read_is_told_anew():
    ana = member()
    (notice,) = tell([ana])
    tell([ana], words={"title": "Still unread"})
    mark_read(person=ana, notice=notice)

    tell([ana], words={"title": "After the visit"})

    notice.refresh_from_db()
    assert (notice.is_unread, notice.context) == (True, {"title": "After the visit"})


def test_a_choice_against_mail_leaves_the_notice():
    ana = member()
    MailChoice.objects.create(person=ana, verb="test.told", wants_mail=False)

    tell([ana])

    assert Notice.objects.count() == 1
    assert not Mail.objects.exists()


def test_a_letter_comes_by_mail_whatever_was_chosen():
    ana = member()
    MailChoice.objects.create(person=ana, verb="test.letter", wants_mail=False)

    tell([ana], "test.letter")

    (mail,) = Mail.objects.all()
    assert "List-Unsubscribe" not in mail.headers


def test_the_mail_says_why_and_how_to_end_exactly_this():
    ana = member()

    tell([ana], actor=member(display_name="Ben Bell"))
    with clock.at(clock.now() + timedelta(minutes=11)):
        send_due_mail()

    (mail,) = Mail.objects.all()
    stop = mail.headers["List-Unsubscribe"].strip("<>")
    assert mail.subject == "A title"
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.headers["List-Id"].endswith("<test.told.crossroads.example>")
    for part in (mail.text, mail.html):
        assert "You get this because this is a test." in part
        assert stop in part
        assert "Ben Bell wrote." in part


def test_the_mail_waits_for_the_hold_so_that_reading_here_comes_first():
    ana = member()
    with clock.at(clock.now()):
        tell([ana])
        due_in = Mail.objects.get().due_at - clock.now()

    assert due_in == timedelta(minutes=10)


def test_a_conversation_is_mailed_once_until_the_next_visit():
    ana = member()
    circles = [CircleFactory(description="thread-7") for _ in range(3)]
    for circle in circles:
        GrantFactory(person=ana, circle=circle)

    for circle in circles[:2]:
        tell([ana], target=circle)
    first = Notice.objects.order_by("pk").first()
    mails_before = Mail.objects.count()
    mark_read(person=ana, notice=first)
    tell([ana], target=circles[2])

    assert (mails_before, Mail.objects.count()) == (1, 2)
    assert {mail.headers["References"] for mail in Mail.objects.all()} == {
        "<thread-7@crossroads.example>"
    }


@pytest.mark.django_db(transaction=True)
def test_the_same_event_from_two_sides_at_once_is_one_notice():
    ana = member()

    race(lambda: tell([ana], "test.told"), lambda: tell([ana], "test.named"))

    assert Notice.objects.get().verb == "test.named"
