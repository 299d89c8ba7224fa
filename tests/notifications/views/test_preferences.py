import pytest
from django.urls import reverse

from notifications.models import MailChoice
from notifications.services.subscriptions import choices_of
from tests.factories.access import member

pytestmark = pytest.mark.django_db

URL = reverse("notifications:preference_edit")


def test_edit_shows_what_can_be_chosen_and_no_letter(client):
    client.force_login(member())

    rows = client.get(URL).context["rows"]

    assert [(row["verb"].name, row["wants_mail"]) for row in rows] == [
        ("test.told", True),
        ("test.named", True),
    ]


def test_edit_saves_the_boxes_that_were_shown(client):
    ana = member()
    client.force_login(ana)

    client.post(URL, {"shown": ["test.told"], "mail": []})

    assert choices_of(ana) == {"test.told": False, "test.named": True}


def test_edit_ignores_verbs_that_do_not_exist(client):
    ana = member()
    client.force_login(ana)

    client.post(URL, {"shown": ["nonsense", "test.letter"], "mail": []})

    assert not MailChoice.objects.exists()


def test_edit_leads_a_visitor_to_sign_in_and_writes_nothing(client):
    response = client.post(URL, {"shown": ["test.told"]})

    assert response.status_code == 302
    assert not MailChoice.objects.exists()
