from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core import clock
from outbox.models import Mail
from outbox.services.mail import drop_waiting, enqueue_mail, forget_old_mail
from tests.factories.outbox import MailFactory

pytestmark = pytest.mark.django_db


def mail(**options):
    plain = {
        "kind": "plain",
        "to": "a@example.org",
        "subject": "Hello",
        "text": "Words",
    }
    return enqueue_mail(**plain | options)


def test_enqueue_mail_is_undone_with_the_transaction_that_caused_it():
    with transaction.atomic():
        mail()
        transaction.set_rollback(True)

    assert not Mail.objects.exists()


def test_enqueue_mail_makes_one_line_of_a_subject_that_would_break_the_header():
    row = mail(subject="Hello\r\nBcc: victim@example.org\u2028\x00end")

    assert row.subject == "Hello Bcc: victim@example.org end"


@pytest.mark.parametrize(
    "to", ["", "a@example.org\nBcc: b@example.org", "a@example.org, b@example.org", "a"]
)
def test_enqueue_mail_refuses_what_is_no_single_address(to):
    with pytest.raises(ValidationError):
        mail(to=to)

    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"List-Id": "a\r\nBcc: b@example.org"},
        {"Bcc": "b@example.org"},
        {"X: a\nBcc": "b@example.org"},
        {"Message-ID": "<other@example.org>"},
    ],
)
def test_enqueue_mail_refuses_headers_that_are_not_the_callers_to_set(headers):
    with pytest.raises(ValueError, match="header"):
        mail(headers=headers)

    assert not Mail.objects.exists()


def test_enqueue_mail_gives_a_code_up_soon_and_other_mail_after_days():
    with clock.at(clock.now()):
        lives = [
            mail(secret=True, fast=True).give_up_at - clock.now(),
            mail(secret=True).give_up_at - clock.now(),
            mail().give_up_at - clock.now(),
        ]

    assert lives == [timedelta(minutes=15), timedelta(days=5), timedelta(days=5)]


def test_the_database_refuses_a_secret_mail_that_ended_with_its_words():
    row = MailFactory(is_secret=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.filter(pk=row.pk).update(sent_at=clock.now())


def test_drop_waiting_ends_only_what_waits_and_wipes_what_is_secret():
    sent = MailFactory(sent_at=clock.now())
    secret = MailFactory(is_secret=True)
    plain = MailFactory()

    dropped = drop_waiting(reason="A sample")

    states = [Mail.objects.get(pk=row.pk).state for row in (sent, secret, plain)]
    assert (dropped, states) == (2, ["sent", "dropped", "dropped"])
    assert Mail.objects.get(pk=secret.pk).text == ""


def test_forget_old_mail_keeps_what_waits_and_what_is_recent():
    long_ago = clock.now() - timedelta(days=61)
    MailFactory(sent_at=long_ago)
    kept = {MailFactory(due_at=long_ago).pk, MailFactory(sent_at=clock.now()).pk}

    forget_old_mail()

    assert set(Mail.objects.values_list("pk", flat=True)) == kept
