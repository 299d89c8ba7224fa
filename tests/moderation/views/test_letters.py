import pytest
from django.urls import reverse

from moderation.notices import announce_letter
from notifications.models import Notice
from tests.factories.accounts import expired, member, moderator, suspended
from tests.factories.moderation import LetterFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [member, expired, suspended])
def test_a_letter_is_read_by_whom_it_was_written_to(client, make):
    person = make()
    letter = LetterFactory(recipient=person)
    announce_letter(letter)
    client.force_login(person)

    response = client.get(letter.get_absolute_url())

    assert (response.status_code, "plain words." in response.content.decode()) == (
        200,
        True,
    )
    assert not Notice.objects.unread().exists()


@pytest.mark.parametrize("make", [member, moderator])
def test_a_letter_is_not_there_for_anybody_else(client, make):
    letter = LetterFactory()
    client.force_login(make())

    assert client.get(letter.get_absolute_url()).status_code == 404


def test_a_visitor_signs_in_first(client):
    letter = LetterFactory()

    response = client.get(letter.get_absolute_url())

    assert (response.status_code, response.url.partition("?")[0]) == (
        302,
        reverse("account_login"),
    )
