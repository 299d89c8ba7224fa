import pytest
from django.urls import Resolver404, resolve

from accounts.models import User
from tests.factories import access

pytestmark = pytest.mark.django_db


@pytest.fixture
def development(settings):
    settings.DEVELOPMENT_PAGES = True
    settings.ROOT_URLCONF = "tests.pages.urls"


@pytest.mark.parametrize(
    "address",
    [
        "/dev/",
        "/dev/personas/",
        "/dev/personas/moderator/",
        "/dev/mail/",
        "/dev/letters/",
    ],
)
def test_development_pages_are_absent_elsewhere(client, address):
    with pytest.raises(Resolver404):
        resolve(address)

    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


@pytest.mark.parametrize("address", ["/dev/personas/", "/dev/mail/", "/dev/letters/"])
def test_development_pages_are_locked_even_where_an_address_leads_to_them(
    client, settings, address
):
    settings.ROOT_URLCONF = "tests.pages.urls"

    assert client.get(address).status_code == 404


def test_enter_is_locked_even_where_an_address_leads_to_it(client, settings):
    settings.ROOT_URLCONF = "tests.pages.urls"
    access.moderator(handle="odile-maple")

    assert client.post("/dev/personas/moderator/").status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("development")
def test_index_lists_the_personas_that_are_there(client):
    access.member(handle="maren-alder", display_name="Maren Alder")

    page = client.get("/dev/personas/").content.decode()

    assert "Maren Alder" in page
    assert "Odile Maple" not in page
    assert "Sign out" in page


@pytest.mark.usefixtures("development")
def test_index_says_how_to_build_the_sample(client):
    assert "build_sample" in client.get("/dev/personas/").content.decode()


@pytest.mark.usefixtures("development")
def test_enter_signs_in_with_the_second_factor(client):
    access.moderator(handle="odile-maple")

    response = client.post("/dev/personas/moderator/")

    assert response["Location"] == "/"
    methods = [
        record["method"] for record in client.session["account_authentication_methods"]
    ]
    assert methods == ["password", "mfa"]
    assert client.get("/moderation/").status_code == 200


@pytest.mark.usefixtures("development")
def test_enter_as_the_visitor_signs_out(client):
    client.force_login(access.member())

    client.post("/dev/personas/visitor/")

    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("development")
@pytest.mark.parametrize("key", ["nobody", "organiser", "former"])
def test_enter_knows_only_personas_that_can_come_in(client, key):
    access.former(handle="bram-teak")
    access.member(handle="somebody")

    assert client.post(f"/dev/personas/{key}/").status_code == 404
    assert "_auth_user_id" not in client.session
    assert User.objects.count() == 2


@pytest.mark.usefixtures("development")
def test_enter_takes_a_post(client):
    assert client.get("/dev/personas/moderator/").status_code == 405
