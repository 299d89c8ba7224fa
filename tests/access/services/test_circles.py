import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from access.models import Circle
from access.services.circles import save_circle
from accounts.models import AuditEntry
from tests.factories.access import CircleFactory, community, member, organiser

pytestmark = pytest.mark.django_db


def stored():
    fields = ("slug", "kind", "name", "zone", "grace_days")
    return sorted(Circle.objects.values_list("pk", *fields))


@pytest.mark.parametrize(
    "fields", [{"slug": "members"}, {"kind": "other"}, {"slug": "x", "kind": "other"}]
)
def test_save_circle_leaves_the_community_its_name_and_its_kind(fields):
    boss, before = organiser(), stored()

    with pytest.raises(PermissionDenied, match="every window is a place in it"):
        save_circle(organiser=boss, circle=community(), name="Everyone", **fields)

    assert stored() == before
    assert not AuditEntry.objects.filter(target_kind="access.circle").exists()


def test_save_circle_changes_what_else_a_community_has():
    save_circle(organiser=organiser(), circle=community(), name="Everyone")

    assert community().name == "Everyone"
    assert (
        AuditEntry.objects.get(target_kind="access.circle").action == "circle_changed"
    )


def test_save_circle_renames_any_other():
    circle = CircleFactory()

    save_circle(organiser=organiser(), circle=circle, slug="other", kind="cohort")

    assert (Circle.objects.get(slug="other").pk, circle.kind) == (circle.pk, "cohort")


def test_save_circle_is_for_organisers():
    before = stored()

    with pytest.raises(PermissionDenied):
        save_circle(organiser=member(), circle=community(), name="Everyone")

    assert stored() == before


@pytest.mark.parametrize(
    "fields", [{"slug": "members"}, {"kind": "other"}], ids=["slug", "kind"]
)
def test_the_database_keeps_the_community_as_well(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Circle.objects.filter(pk=community().pk).update(**fields)
