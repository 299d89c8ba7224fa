import pytest
from django.urls import reverse

from access.access import Access
from access.models import Restriction
from moderation.models import Message, Rule
from tests.factories.access import member, moderator, organiser
from tests.factories.accounts import former

pytestmark = pytest.mark.django_db


def url(person):
    return reverse("moderation:person_detail", args=[person.handle])


def suspension(**options):
    return {
        "action": "suspend",
        "rule": Rule.objects.get(number=1).pk,
        "days": 7,
    } | options


@pytest.mark.parametrize("make", [None, member, organiser])
def test_the_page_is_not_there_for_anybody_else(client, author, make):
    if make:
        client.force_login(make())

    codes = [client.get(url(author)).status_code]
    codes.append(client.post(url(author), suspension()).status_code)

    assert codes == [404, 404 if make else 302]
    assert not Restriction.objects.exists()


def test_a_former_member_has_no_page(client, hana):
    client.force_login(hana)

    assert client.get(url(former())).status_code == 404


def test_detail_suspends_once_the_letter_was_shown_and_lifts_again(
    client, hana, author
):
    client.force_login(hana)

    shown = client.post(url(author), suspension())
    is_untouched = not Restriction.objects.exists()
    client.post(url(author), suspension(seen=shown.context["seen"]))
    is_suspended = Access.of(author).is_suspended
    shown = client.post(url(author), {"action": "lift"})
    client.post(url(author), {"action": "lift", "seen": shown.context["seen"]})

    assert (is_untouched, is_suspended) == (True, True)
    assert not Access.of(author).is_suspended
    subjects = Message.objects.order_by("pk").values_list("subject", flat=True)
    assert list(subjects) == [
        "You can read, but not write for a while",
        "You can write again",
    ]


def test_detail_refuses_who_holds_a_role(client, hana):
    other = moderator()
    client.force_login(hana)

    page = client.get(url(other))
    refused = client.post(url(other), suspension())

    assert (page.status_code, refused.status_code) == (200, 403)
    assert not Restriction.objects.exists()


@pytest.mark.parametrize("answers", [{"rule": ""}, {"days": 400}, {"action": "lift"}])
def test_detail_refuses_a_wrong_form(client, hana, author, answers):
    client.force_login(hana)

    response = client.post(url(author), suspension(**answers))

    assert response.status_code == 422
    assert not Restriction.objects.exists()
