import pytest
from django.urls import reverse

from moderation.models import Case, Rule
from tests.factories.accounts import member, organiser

pytestmark = pytest.mark.django_db


def url(post):
    return reverse("moderation:held_detail", args=["post", post.pk])


@pytest.mark.parametrize("make", [None, member, organiser])
def test_a_held_thing_is_not_there_for_anybody_else(client, held_post, make):
    if make:
        client.force_login(make())

    codes = [client.get(url(held_post)).status_code]
    codes.append(client.post(url(held_post), {"act": "release"}).status_code)

    assert codes == [404, 404]
    assert not Case.objects.exists()


def test_detail_releases_at_once(client, hana, held_post):
    client.force_login(hana)

    response = client.post(url(held_post), {"act": "release"})

    held_post.refresh_from_db()
    assert (response.status_code, held_post.is_held) == (302, False)


def test_detail_shows_the_letter_of_a_refusal_first(client, hana, held_post):
    client.force_login(hana)
    refusal = {"act": "refuse", "rule": Rule.objects.get(number=5).pk, "words": "No."}

    shown = client.post(url(held_post), refusal)
    done = client.post(url(held_post), refusal | {"seen": shown.context["seen"]})

    held_post.refresh_from_db()
    assert (shown.status_code, done.status_code) == (200, 302)
    assert held_post.is_hidden


def test_detail_answers_409_where_somebody_was_quicker(client, hana, held_post):
    client.force_login(hana)
    client.post(url(held_post), {"act": "release"})

    codes = [
        client.post(url(held_post), {"act": "release"}).status_code,
        client.get(url(held_post)).status_code,
    ]

    assert (codes, Case.objects.count()) == ([409, 404], 1)


def test_detail_of_a_kind_that_nobody_holds_is_not_there(client, hana, post):
    client.force_login(hana)
    address = reverse("moderation:held_detail", args=["nonsense", post.pk])

    assert client.get(address).status_code == 404
