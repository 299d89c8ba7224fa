from datetime import timedelta

import pytest
from django.core import mail as django_mail

from core import clock
from core.verdicts import ALLOWED, Verdict
from outbox import registry
from outbox.models import Mail
from outbox.services.mail import enqueue_mail
from outbox.services.rendering import Rendered
from outbox.services.sending import LEASE, back_off, claim_mail, send_due_mail
from tests.factories.outbox import MailFactory
from tests.racing import race

pytestmark = pytest.mark.django_db


def test_send_due_mail_delivers_text_and_html_with_its_headers(letterbox):
    row = MailFactory(
        html="<p>Plain words.</p>", headers={"List-Id": "a <a.example.org>"}
    )

    assert send_due_mail() == 1

    (letter,) = letterbox.letters
    parts = [part.get_content_type() for part in letter.walk()]
    assert parts == ["multipart/alternative", "text/plain", "text/html"]
    assert letter["Message-ID"] == row.message_id
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Id"] == "a <a.example.org>"
    row.refresh_from_db()
    assert (row.state, row.attempts, row.text) == ("sent", 1, "Plain words.\n")


def test_send_due_mail_leaves_what_is_not_due_yet(letterbox):
    MailFactory(due_at=clock.now() + timedelta(minutes=1))

    assert send_due_mail() == 0
    assert letterbox.attempts == 0


def test_send_due_mail_wipes_a_secret_once_it_has_left(letterbox):
    row = MailFactory(is_secret=True, text="Your code is 123456", subject="123456")

    send_due_mail()

    row.refresh_from_db()
    assert (row.state, row.subject, row.text, row.html) == ("sent", "", "", "")
    assert "123456" in letterbox.letters[0].get_payload()


def test_send_due_mail_sends_the_fast_before_what_is_older(letterbox):
    slow = MailFactory(due_at=clock.now() - timedelta(hours=1))
    fast = MailFactory(is_fast=True)

    send_due_mail()

    assert letterbox.message_ids == [fast.message_id, slow.message_id]


def test_send_due_mail_tries_again_with_growing_waits_under_one_message_id(letterbox):
    letterbox.answers = ["451 Later", "451 Later"]
    row = MailFactory()
    start = clock.now()

    with clock.at(start):
        send_due_mail()
    row.refresh_from_db()
    assert (row.state, row.due_at - start) == ("waiting", timedelta(minutes=1))
    with clock.at(start + timedelta(minutes=1)):
        send_due_mail()
    row.refresh_from_db()
    assert row.due_at - start == timedelta(minutes=3)
    with clock.at(start + timedelta(minutes=3)):
        send_due_mail()

    row.refresh_from_db()
    assert (row.state, row.attempts, letterbox.attempts) == ("sent", 3, 3)
    assert letterbox.message_ids == [row.message_id]


def test_back_off_doubles_up_to_an_hour():
    minutes = [back_off(n) // timedelta(minutes=1) for n in range(1, 9)]

    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60]


def test_send_due_mail_gives_up_after_five_days(letterbox):
    letterbox.answers = ["451 Later"]
    row = MailFactory(due_at=clock.now() - timedelta(days=5))

    send_due_mail()

    row.refresh_from_db()
    assert (row.state, row.last_error[:13]) == ("failed", "SMTPDataError")
    assert send_due_mail() == 0


def test_a_worker_killed_before_the_servers_answer_loses_nothing(letterbox):
    row = MailFactory()
    killed = claim_mail()

    assert killed.pk == row.pk
    assert send_due_mail() == 0
    with clock.at(clock.now() + LEASE):
        assert send_due_mail() == 1
    assert letterbox.message_ids == [row.message_id]


def test_a_worker_killed_after_the_servers_answer_sends_the_same_message_id(letterbox):
    row = MailFactory()
    send_due_mail()
    # The server said yes, the row never heard of it.
    Mail.objects.filter(pk=row.pk).update(
        sent_at=None, leased_until=clock.now() + LEASE
    )

    assert send_due_mail() == 0
    with clock.at(clock.now() + LEASE * 2):
        send_due_mail()

    assert letterbox.message_ids == [row.message_id] * 2


def test_a_poisoned_mail_does_not_hold_up_the_others(letterbox):
    poison = MailFactory(headers={"X-Broken": "a\nb"}, due_at=clock.now() - LEASE)
    sound = MailFactory()

    assert send_due_mail() == 2

    poison.refresh_from_db()
    assert (poison.state, letterbox.message_ids) == ("waiting", [sound.message_id])


def test_a_server_that_is_away_costs_nothing_but_time(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    rows = MailFactory.create_batch(2)

    assert send_due_mail() == 2

    assert {Mail.objects.get(pk=row.pk).state for row in rows} == {"waiting"}


def test_the_guards_no_drops_the_mail_for_good():
    answers = {"a": ALLOWED, "b": Verdict("The window has closed.")}
    registry.register_guard("door", lambda mail: answers[mail.guard_args["who"]])
    open_one = MailFactory(guard="door", guard_args={"who": "a"})
    closed = MailFactory(guard="door", guard_args={"who": "b"}, is_secret=True)

    send_due_mail()

    closed.refresh_from_db()
    assert [mail.to for mail in django_mail.outbox] == [[open_one.to]]
    assert (closed.state, closed.drop_reason) == ("dropped", "The window has closed.")
    assert closed.text == ""


def test_a_mail_follows_whom_it_is_for():
    answers = {"a": ALLOWED, "b": Verdict("Closed.")}
    registry.register_guard(
        "door",
        lambda mail: answers[mail.guard_args["who"]],
        lambda mail: f"{mail.guard_args['who']}@new.example",
    )
    moved, dropped = (
        MailFactory(guard="door", guard_args={"who": who}, to="old@example.org")
        for who in answers
    )
    stays = MailFactory(to="old@example.org")

    send_due_mail()

    assert [letter.to for letter in django_mail.outbox] == [
        ["a@new.example"],
        ["old@example.org"],
    ]
    for mail in (moved, dropped, stays):
        mail.refresh_from_db()
    assert [mail.to for mail in (moved, dropped, stays)] == [
        "a@new.example",
        "old@example.org",
        "old@example.org",
    ]


def test_a_mail_whose_guard_brings_the_words_is_written_as_it_leaves(mailoutbox):
    said = ["As it was"]
    registry.register_guard(
        "door",
        lambda mail: ALLOWED,
        words=lambda mail: Rendered(f"{said[-1]}\n", f"{said[-1]}.", "<p>!</p>"),
    )
    mail = enqueue_mail(kind="k", to="a@example.org", guard="door")
    said.append("As it is")

    send_due_mail()

    mail.refresh_from_db()
    assert (mail.subject, mail.text, mail.html) == ("As it is", "As it is.", "<p>!</p>")
    [sent] = mailoutbox
    assert (sent.subject, sent.body) == ("As it is", "As it is.")


def test_words_that_cannot_be_made_now_are_tried_again_later(mailoutbox):
    registry.register_guard("door", lambda mail: ALLOWED, words=lambda mail: 1 / 0)
    mail = enqueue_mail(kind="k", to="a@example.org", guard="door")

    send_due_mail()

    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mailoutbox) == ("waiting", 1, [])


def test_a_guard_that_fails_or_is_unknown_lets_nothing_out():
    def broken(mail):
        raise ZeroDivisionError

    registry.register_guard("broken", broken)
    rows = [MailFactory(guard="broken"), MailFactory(guard="nobody")]

    send_due_mail()

    assert django_mail.outbox == []
    assert {Mail.objects.get(pk=row.pk).state for row in rows} == {"waiting"}


def test_the_error_of_a_secret_mail_is_kept_without_its_words(letterbox):
    letterbox.answers = ["550 We do not take 123456"]
    row = MailFactory(is_secret=True, text="123456")

    send_due_mail()

    row.refresh_from_db()
    assert row.last_error == "SMTPDataError"


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_send_each_mail_once(letterbox):
    rows = MailFactory.create_batch(12)

    counts = race(*[send_due_mail] * 4)

    assert sum(counts) == 12
    assert sorted(letterbox.message_ids) == sorted(row.message_id for row in rows)
