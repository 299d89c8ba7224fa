import pytest
from django.core.exceptions import PermissionDenied

from access.access import Access
from access.models import Circle
from accounts.models import AuditEntry
from core.errors import Changed
from forum.enums import Audience, Right
from forum.models import Category, CategoryRight
from forum.services.categories import create_category, edit_category, set_rights
from tests.factories.access import member, moderator, organiser
from tests.factories.forum import CategoryFactory

pytestmark = pytest.mark.django_db

EVERYONE = (Audience.EVERYONE, None)


def made():
    """The one entry about categories, if there is one."""
    return AuditEntry.objects.filter(action__startswith="category.").first()


def test_create_category_is_closed_until_rights_are_given():
    category = create_category(organiser=organiser(), slug="drift", name="Drift")

    assert not category.rights.exists()
    visible = Category.objects.visible_to(Access.of(member()))
    assert not visible.filter(pk=category.pk).exists()
    assert made().action == "category.created"


def test_set_rights_replaces_the_whole_matrix():
    category, community = CategoryFactory(), Circle.objects.community()

    set_rights(
        organiser=organiser(),
        category=category,
        rights=[
            ((Audience.CIRCLE, community), Right.READ),
            ((Audience.ONCE, community), Right.TEASER),
        ],
    )

    found = category.rights.values_list("audience", "circle", "right")
    assert sorted(found) == [
        ("circle", community.pk, "read"),
        ("once", community.pk, "teaser"),
    ]
    category.refresh_from_db()
    assert category.version == 2
    assert made().after == {
        "rights": [f"circle {community.pk}: read", f"once {community.pk}: teaser"]
    }


def test_set_rights_to_the_same_writes_nothing():
    category = CategoryFactory()
    same = [
        ((right.audience, None), Right(right.right)) for right in category.rights.all()
    ]

    set_rights(organiser=organiser(), category=category, rights=same)

    category.refresh_from_db()
    assert category.version == 1
    assert not made()


def test_set_rights_overwrites_nothing_that_came_meanwhile():
    category, people = CategoryFactory(), organiser()
    set_rights(organiser=people, category=category, rights=[], version=1)

    with pytest.raises(Changed):
        set_rights(
            organiser=people,
            category=category,
            rights=[(EVERYONE, Right.READ)],
            version=1,
        )

    assert not category.rights.exists()


def test_edit_category_raises_its_version():
    category = CategoryFactory(name="Old")

    edit_category(organiser=organiser(), category=category, version=1, name="New")

    category.refresh_from_db()
    assert (category.name, category.version) == ("New", 2)
    entry = made()
    assert (entry.before["name"], entry.after["name"]) == ("Old", "New")


@pytest.mark.parametrize("actor", [member, moderator])
def test_only_organisers_arrange_categories(actor):
    category, person = CategoryFactory(name="Old"), actor()
    rights = CategoryRight.objects.count()

    for action in (
        lambda: create_category(organiser=person, slug="x", name="X"),
        lambda: set_rights(organiser=person, category=category, rights=[]),
        lambda: edit_category(
            organiser=person, category=category, version=1, name="New"
        ),
    ):
        with pytest.raises(PermissionDenied):
            action()

    category.refresh_from_db()
    assert category.name == "Old"
    assert CategoryRight.objects.count() == rights
    assert not Category.objects.filter(slug="x").exists()
    assert not made()
