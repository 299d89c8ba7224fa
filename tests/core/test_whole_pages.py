import pytest
from django.test import Client

from tests.factories.access import member
from tests.factories.forum import members_category, thread_of

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "Origin": "http://testserver"}


def test_a_whole_page_takes_the_place_of_the_content():
    thread, browser = thread_of(1), Client(enforce_csrf_checks=True)
    browser.force_login(member())

    response = browser.post(f"/t/{thread.pk}/reply/", {"body": "A word."}, headers=HTMX)

    assert response.status_code == 403
    assert response["HX-Retarget"] == response["HX-Reselect"] == "#main"
    assert response["HX-Reswap"].startswith("outerHTML")
    assert thread.posts.count() == 1


def test_a_closed_door_takes_the_place_of_the_content(client):
    thread = thread_of(1, category=members_category(teaser_style="title"))

    response = client.get(thread.get_absolute_url(), headers=HTMX)

    assert (response.status_code, response["HX-Retarget"]) == (403, "#main")


def test_a_part_goes_where_the_page_wants_it(client):
    thread = thread_of(1)
    client.force_login(member())

    response = client.post(f"/t/{thread.pk}/reply/", {"body": ""}, headers=HTMX)

    assert response.status_code == 422
    assert "HX-Retarget" not in response


def test_a_page_that_was_asked_for_stays_a_page(client):
    assert "HX-Retarget" not in client.get("/")
