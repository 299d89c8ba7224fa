from datetime import timedelta

import pytest

from access.models import Grant
from accounts.models import User
from core import clock
from notifications.enums import Level
from notifications.models import Notice
from notifications.services.read_state import mark_all_read
from notifications.services.rules import set_rule
from notifications.services.subscriptions import choose
from outbox.models import Mail
from outbox.services.sending import send_due_mail
from tests.factories.access import GrantFactory, community, member
from tests.notifications.telling import tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    person = member()
    tell([person], actor=member(handle="ben"))
    return person


def deliver():
    with clock.at(clock.now() + timedelta(minutes=11)):
        send_due_mail()
    return Mail.objects.get().drop_reason


def test_a_mail_goes_out_where_nothing_has_changed(ana, mailoutbox):
    assert deliver() == ""
    assert [mail.to for mail in mailoutbox] == [[ana.email]]


def test_no_mail_for_what_was_read_here(ana, mailoutbox):
    mark_all_read(person=ana, shown_at=clock.now())

    assert deliver() == "It was read on the site."
    assert mailoutbox == []


def test_no_mail_once_the_window_has_ended_since(ana, mailoutbox):
    Grant.objects.filter(person=ana).update(ends_at=clock.now())

    assert deliver() == "The recipient may not see it any more."
    assert mailoutbox == []


@pytest.mark.parametrize(("second", "is_sent"), [(-1, True), (0, False), (1, False)])
def test_the_window_ends_for_mail_in_the_very_second(ana, mailoutbox, second, is_sent):
    end = clock.now() + timedelta(hours=1)
    Grant.objects.filter(person=ana).update(ends_at=end)

    with clock.at(end + timedelta(seconds=second)):
        send_due_mail()

    assert bool(mailoutbox) == is_sent


def test_no_mail_once_it_was_switched_off(ana, mailoutbox):
    choose(person=ana, verb="test.told", wants_mail=False)

    assert deliver() == "Mail of this kind is switched off."
    assert mailoutbox == []


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": "new@example.org"}])
def test_no_mail_to_a_closed_account_or_an_old_address(ana, mailoutbox, change):
    for name, value in change.items():
        setattr(ana, name, value)
    ana.save()

    assert deliver() == "The account is closed, or its address has changed."
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("kind", "target"),
    [("circle", community), ("person", lambda: User.objects.get(handle="ben"))],
)
def test_no_mail_of_what_was_muted_since(ana, mailoutbox, kind, target):
    set_rule(person=ana, kind=kind, target_id=target().pk, level=Level.MUTE)

    assert deliver() == "The recipient has muted it."
    assert mailoutbox == []


def test_no_mail_of_a_notice_that_is_gone(ana, mailoutbox):
    Notice.objects.all().delete()

    assert deliver() == "There is no such notice any more."
    assert mailoutbox == []


def test_a_window_that_opens_again_lets_the_waiting_mail_out(ana, mailoutbox):
    Grant.objects.filter(person=ana).update(ends_at=clock.now())
    GrantFactory(person=ana)

    assert deliver() == ""
    assert len(mailoutbox) == 1
