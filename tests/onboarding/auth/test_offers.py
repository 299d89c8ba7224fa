"""Joining, and a new address, with places that are offered to it."""

import pytest
from django.urls import reverse

from access.models import Grant
from core import clock
from onboarding.models import Invitation
from onboarding.services.invitations import invite
from tests.accounts.auth.steps import code_sent_to, sign_in, sign_up
from tests.factories.access import CircleFactory, community, member, organiser
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

TAKE = reverse("onboarding:invitation_take")
ACCESS = reverse("access:access_detail")


def offered(email="mira@example.org", circle=None):
    """The token of an invitation."""
    return invite(
        organiser=organiser(),
        email=email,
        circle=circle or community(),
        anchor_on=clock.now().date(),
    )[1]


def confirm(client, address="mira@example.org"):
    return client.post(
        reverse("account_email_verification_sent"), {"code": code_sent_to(address)}
    )


def circles():
    return sorted(Grant.objects.values_list("circle__slug", flat=True))


@pytest.mark.parametrize("which", [0, 1, None])
def test_joining_opens_every_place_by_whichever_link_or_none(client, which):
    tokens = [offered(), offered(circle=CircleFactory(slug="cohort-3"))]
    if which is not None:
        client.get(reverse("onboarding:invitation_detail", args=[tokens[which]]))

    sign_up(client)
    assert circles() == []
    answer = confirm(client)

    assert answer["Location"] == ACCESS
    assert circles() == ["cohort-3", "community"]


def test_joining_under_another_address_opens_what_is_offered_to_that_one(client):
    token = offered("elsewhere@example.org")
    offered(circle=CircleFactory(slug="cohort-3"))
    client.get(reverse("onboarding:invitation_detail", args=[token]))

    sign_up(client)
    confirm(client)

    assert circles() == ["cohort-3"]
    assert "sent to another address" in client.get(ACCESS).content.decode()


def test_a_new_address_opens_what_is_offered_to_it_once_it_is_proved(client):
    person = UserFactory()
    offered("new@example.org")
    sign_in(client, person)

    client.post(
        reverse("account_email"), {"email": "new@example.org", "action_add": ""}
    )
    assert circles() == []
    confirm(client, "new@example.org")

    assert circles() == ["community"]


def test_your_access_shows_what_waits_and_takes_it(client):
    person = UserFactory()
    offered(person.email)
    offered(person.email, CircleFactory(name="Cohort 3"))
    client.force_login(person)

    page = client.get(ACCESS).content.decode()
    assert "Offered to you" in page
    assert "Cohort 3, 12 months from" in page
    assert "Take the places" in page
    answer = client.post(TAKE, follow=True)

    assert "The places in Community and Cohort 3 are yours." in answer.content.decode()
    assert "Offered to you" not in answer.content.decode()
    assert Grant.objects.filter(person=person).count() == 2


def test_take_with_nothing_offered_says_so_and_writes_nothing(client):
    client.force_login(member())
    offered("someone.else@example.org")
    before = Grant.objects.count()

    answer = client.post(TAKE, follow=True)

    assert "Nothing is offered to you any more." in answer.content.decode()
    assert Grant.objects.count() == before
    assert Invitation.objects.get().claimed_at is None


def test_take_asks_a_visitor_to_sign_in_and_writes_nothing(client):
    offered()

    answer = client.post(TAKE)

    assert answer["Location"].startswith(reverse("account_login"))
    assert not Grant.objects.exists()


@pytest.mark.parametrize("is_proved", [True, False])
def test_the_organisers_page_of_a_person_shows_what_waits(client, is_proved):
    person = UserFactory(verified=is_proved)
    offered(person.email, CircleFactory(name="Cohort 3"))
    offered("someone.else@example.org", CircleFactory(name="Cohort 4"))
    client.force_login(organiser())

    page = client.get(f"/organise/people/{person.handle}/").content.decode()

    assert "Cohort 3" in page.partition("Offered")[2]
    assert "Cohort 4" not in page
    assert ("not proved yet" in page) is not is_proved


def test_the_page_of_a_link_shows_its_places_and_to_its_owner_all(client):
    person = UserFactory()
    token = offered(person.email)
    offered(person.email, CircleFactory(name="Cohort 3"))
    link = reverse("onboarding:invitation_detail", args=[token])

    seen = client.get(link).content.decode()
    assert "Community" in seen
    assert "Cohort 3" not in seen
    client.force_login(person)
    seen = client.get(link).content.decode()
    assert "Cohort 3" in seen
    assert "Take the places" in seen
    answer = client.post(
        reverse("onboarding:invitation_claim", args=[token]), follow=True
    )

    page = answer.content.decode()
    assert "The places in Community and Cohort 3 are yours. Welcome." in page
