import pytest
from django.urls import reverse

from tests.factories.access import member
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_detail_shows_a_person_to_a_visitor_in_whatever_case(client):
    person = member(display_name="Mira Valk")

    page = client.get(reverse("accounts:profile_detail", args=[person.handle.upper()]))

    assert (page.status_code, page.context["person"]) == (200, person)
    assert page.context["byline"].name == "Mira Valk"


def test_detail_is_no_page_of_somebody_whose_account_is_closed(client):
    person = UserFactory(is_active=False)

    page = client.get(reverse("accounts:profile_detail", args=[person.handle]))

    assert page.status_code == 404


def test_own_counts_what_stays_a_person_s_own(client):
    person = member()
    client.force_login(person)

    page = client.get(reverse("accounts:profile_own"))

    assert page.context["byline"].name == person.display_name
    assert {item.count for item in page.context["owned_items"]} == {0}


def test_own_leads_a_visitor_to_the_sign_in(client):
    address = reverse("accounts:profile_own")

    assert (
        client.get(address)["Location"] == f"{reverse('account_login')}?next={address}"
    )
