"""Two forms that arrive together."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from outbox.models import Mail
from tests.accounts.auth.steps import joining

pytestmark = pytest.mark.django_db(transaction=True)


def send_together(*changes):
    """Post the sign-up form several times at once; the answers' statuses, sorted."""
    browsers = [Client() for _ in changes]
    forms = [
        joining(browser, **change)
        for browser, change in zip(browsers, changes, strict=True)
    ]
    ready, statuses = Barrier(len(forms)), []

    def send(browser, form):
        ready.wait()
        try:
            response = browser.post(reverse("account_signup"), form)
            statuses.append(response.status_code)
        finally:
            connection.close()

    racers = [
        Thread(target=send, args=pair) for pair in zip(browsers, forms, strict=True)
    ]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    return sorted(statuses)


def test_one_address_is_one_account_and_no_answer_tells():
    statuses = send_together({"handle": "first-one"}, {"handle": "second-one"})

    assert statuses == [302, 302]
    assert User.objects.count() == 1
    assert set(Mail.objects.values_list("kind", flat=True)) == {
        "account/account_already_exists",
        "account/email_confirmation_signup",
    }


def test_one_handle_goes_to_one_person_and_the_other_is_told():
    statuses = send_together(
        {"email": "first@example.org"}, {"email": "second@example.org"}
    )

    assert statuses in ([302, 409], [302, 422])
    assert User.objects.count() == 1
    assert Mail.objects.count() == 1
