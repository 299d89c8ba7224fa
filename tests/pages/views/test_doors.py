import pytest
from django.contrib.humanize.templatetags.humanize import intcomma

from pages.access_matrix import proof

pytestmark = pytest.mark.django_db


def test_index_shows_what_every_reader_was_answered(client):
    page = client.get("/doors/").content.decode()

    assert "GET /c/&lt;slug:slug&gt;/" in page
    assert f"{len(proof()['rows'])} doors" in page
    assert f"{intcomma(proof()['asks'])} answers" in page
    assert f"{intcomma(proof()['letters'])} letters" in page
    assert "at the end" in page
