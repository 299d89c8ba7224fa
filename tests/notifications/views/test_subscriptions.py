import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from notifications import registry
from notifications.models import MailChoice
from notifications.services.subscriptions import choices_of, stop_url
from tests.factories.access import expired, member, suspended
from tests.factories.accounts import former

pytestmark = pytest.mark.django_db


def path_of(person, verb="test.told"):
    return stop_url(person, registry.verb(verb)).removeprefix("http://localhost:8000")


def test_get_shows_what_would_stop_and_changes_nothing(client):
    ana = member()

    response = client.get(path_of(ana))

    assert response.status_code == 200
    assert "Plain telling" in response.content.decode()
    assert ana.email not in response.content.decode()
    assert not MailChoice.objects.exists()


@pytest.mark.parametrize("make", [member, expired, suspended, former])
def test_one_click_ends_exactly_this_mail_without_cookie_or_sign_in(make):
    ana = make()
    program = Client(enforce_csrf_checks=True)

    for _ in range(2):
        response = program.post(path_of(ana), {"List-Unsubscribe": "One-Click"})

    assert (response.status_code, response.cookies) == (200, {})
    assert choices_of(ana) == {"test.told": False, "test.named": True}


def test_undo_takes_it_back(client):
    ana = member()
    client.post(path_of(ana))

    client.post(path_of(ana), {"undo": "1"})

    assert choices_of(ana) == {"test.told": True, "test.named": True}


def test_a_token_that_was_changed_or_names_a_letter_opens_nothing(client):
    ana = member()
    good = path_of(ana)
    wrong = [
        good.replace("/mail/stop/", "/mail/stop/x"),
        good[:-3] + "xx/",
        reverse("notifications:subscription_stop", args=["nothing"]),
        path_of(ana, "test.letter"),
    ]

    assert [client.post(url).status_code for url in wrong] == [404] * 4
    assert not MailChoice.objects.exists()


def test_a_token_of_somebody_who_was_erased_opens_nothing(client):
    ana = member()
    url = path_of(ana)
    ana.emailaddress_set.all().delete()
    ana.grants.all().delete()
    User.objects.filter(pk=ana.pk).delete()

    assert client.post(url).status_code == 404
