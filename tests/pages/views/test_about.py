import pytest

pytestmark = pytest.mark.django_db


def test_detail_says_how_the_place_works(client):
    page = client.get("/about/").content.decode()

    assert "How this place works" in page
    assert "sample data" not in page


def test_detail_says_on_a_development_site_that_all_is_made_up(client, settings):
    settings.DEVELOPMENT_PAGES = True

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "ROOT_URLCONF", "tests.pages.urls")
        page = client.get("/about/").content.decode()

    assert "This is a development site with sample data." in page
