from pathlib import Path

import pytest
from django.conf import settings as site

from outbox import registry

pytestmark = pytest.mark.django_db

PARTS = {"base", "_button", "_mark"}


@pytest.fixture(autouse=True)
def _development(settings):
    settings.DEVELOPMENT_PAGES = True
    settings.ROOT_URLCONF = "tests.pages.urls"


def test_index_shows_every_kind(client):
    page = client.get("/dev/letters/").content.decode()

    assert [kind for kind in registry.mail_previews() if kind not in page] == []


@pytest.mark.parametrize("kind", list(registry.mail_previews()))
def test_detail_and_html_show_one(client, kind):
    preview = client.get(f"/dev/letters/{kind}/")
    html = client.get(f"/dev/letters/html/{kind}/")

    assert preview.context["preview"].mail.subject in preview.content.decode()
    assert html.status_code == 200


def test_detail_of_an_unknown_kind_is_not_there(client):
    assert client.get("/dev/letters/nothing/").status_code == 404
    assert client.get("/dev/letters/html/nothing/").status_code == 404


def test_every_mail_that_can_be_written_has_a_specimen():
    folder = Path(site.BASE_DIR) / "templates" / "mail"
    kinds = {
        path.relative_to(folder).with_suffix("").as_posix()
        for path in folder.rglob("*.txt")
    }
    kinds = {kind for kind in kinds if not Path(kind).name.startswith(("_", "base"))}

    assert sorted(kinds - set(registry.mail_previews()) - {"notice"}) == []
