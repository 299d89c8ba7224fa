import pytest

from access.models import Circle
from forum.models import Category, CategoryRight
from tests.factories.access import member, moderator, organiser
from tests.factories.forum import CategoryFactory, members_category

pytestmark = pytest.mark.django_db

NEW = {
    "name": "Drift",
    "slug": "drift",
    "description": "Models that age.",
    "path": "mlops",
    "position": "3",
    "teaser_style": "title",
}


def text(response):
    return response.content.decode()


def rights(category):
    return sorted(category.rights.values_list("audience", "right"))


def test_create_makes_a_closed_category_and_goes_on_to_its_rights(client):
    client.force_login(organiser())

    response = client.post("/organise/categories/new/", NEW)

    category = Category.objects.get(slug="drift")
    assert response["Location"] == "/organise/categories/drift/rights/"
    assert (category.path, category.position) == ("mlops", 3)
    assert rights(category) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"slug": "no good"},
        {"slug": "taken"},
        {"path": "other"},
        {"position": "-1"},
        {"position": "99999999"},
        {"teaser_style": ""},
        {"name": "Nul \x00"},
    ],
)
def test_create_says_what_is_wrong(client, wrong):
    CategoryFactory(slug="taken")
    client.force_login(organiser())

    response = client.post("/organise/categories/new/", NEW | wrong)

    assert response.status_code == 422
    assert not Category.objects.filter(slug="drift").exists()


def test_edit_changes_a_category_and_refuses_what_is_out_of_date(client):
    category = CategoryFactory(slug="drift", name="Old")
    client.force_login(organiser())
    url = "/organise/categories/drift/"

    first = client.post(url, NEW | {"name": "New", "version": "1"})
    late = client.post(url, NEW | {"name": "Late", "version": "1"})

    assert (first.status_code, late.status_code) == (302, 409)
    category.refresh_from_db()
    assert category.name == "New"
    page = late.content.decode()
    assert "<dt>Name</dt><dd>New</dd>" in page
    assert "<dt>Address</dt>" not in page
    assert 'value="Late"' in page
    # Having seen both, the organiser may save theirs.
    assert client.post(url, NEW | {"name": "Late", "version": "2"}).status_code == 302
    assert 'name="version" value="2"' in page


def test_rights_shows_what_each_kind_of_reader_meets(client):
    category = members_category(slug="inner")
    client.force_login(organiser())

    page = text(client.get(f"/organise/categories/{category.slug}/rights/"))

    assert "Nothing: not found" in page
    assert "The closed door, without a title" in page
    assert "All threads" in page


def test_rights_can_be_looked_at_before_they_are_saved(client):
    category = CategoryFactory(rights=False, slug="drift")
    client.force_login(organiser())
    url = "/organise/categories/drift/rights/"
    sent = {"version": "1", "everyone-0-read": "on", "signed_in-0-reply": "on"}

    preview = client.post(url, sent | {"preview": "1"})
    assert "Nothing is saved yet." in text(preview)
    assert rights(category) == []

    saved = client.post(url, sent, follow=True)
    assert f"The rights in {category.name} are saved." in text(saved)
    assert rights(category) == [("everyone", "read"), ("signed_in", "reply")]


def test_rights_of_whoever_cannot_read_are_refused(client):
    category = CategoryFactory(rights=False, slug="drift")
    community = Circle.objects.community()
    client.force_login(organiser())

    response = client.post(
        "/organise/categories/drift/rights/",
        {"version": "1", f"circle-{community.pk}-reply": "on"},
    )

    assert response.status_code == 422
    assert "must be able to read" in text(response)
    assert rights(category) == []


def test_rights_never_let_everyone_write(client):
    category = CategoryFactory(rights=False, slug="drift")
    client.force_login(organiser())

    client.post(
        "/organise/categories/drift/rights/",
        {"version": "1", "everyone-0-read": "on", "everyone-0-reply": "on"},
    )

    assert rights(category) == [("everyone", "read")]


def test_rights_that_changed_meanwhile_are_not_overwritten(client):
    category = CategoryFactory(slug="drift")
    Category.objects.filter(pk=category.pk).update(version=5)
    before = CategoryRight.objects.count()
    client.force_login(organiser())

    response = client.post("/organise/categories/drift/rights/", {"version": "1"})

    assert response.status_code == 409
    assert CategoryRight.objects.count() == before
    page = text(response)
    assert "<dd>given</dd>" in page
    assert response.context["form"]["version"].value() == "5"


@pytest.mark.parametrize(
    "url",
    [
        "/organise/categories/",
        "/organise/categories/new/",
        "/organise/categories/drift/",
        "/organise/categories/drift/rights/",
    ],
)
@pytest.mark.parametrize("actor", [None, member, moderator])
def test_the_organisers_desk_is_not_there_for_anyone_else(client, url, actor):
    category = CategoryFactory(slug="drift")
    if actor:
        client.force_login(actor())

    assert client.get(url).status_code == 404
    posted = client.post(url, NEW | {"version": "1"})
    if actor or posted.status_code != 302:
        assert posted.status_code in {404, 405}
    else:
        assert posted.url == f"/accounts/login/?next={url}"
    category.refresh_from_db()
    assert category.version == 1
