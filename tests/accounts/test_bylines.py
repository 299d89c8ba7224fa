from dataclasses import replace

import pytest
from django.utils.html import conditional_escape

from access.access import Access
from access.enums import RoleKind
from access.models import Role
from access.services.roles import appoint, dismiss, give_role
from accounts.bylines import (
    byline_of,
    byline_slots,
    bylines_for,
    count_of_names,
    initials_of,
    known_bylines,
    name_slots,
    plain_byline,
)
from accounts.models import User
from accounts.services.names import names_changed
from accounts.services.people import rename
from tests.factories.access import moderator, organiser
from tests.factories.accounts import UserFactory, former

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Mira Valk", "MV"),
        ("Mira", "M"),
        ("Mira de la Valk", "MV"),
        ("(Mira) Valk", "V"),
        ("…", "…"),
        ("👩\u200d💻 Mira", "M"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("हिमानी नेगी", "हिने"),
    ],
)
def test_initials_of(name, initials):
    assert initials_of(name) == initials


def test_byline_of_a_person_names_and_links_them():
    byline = byline_of(UserFactory(display_name="Mira Valk", handle="mira"))

    assert (byline.name, byline.url, byline.kind) == ("Mira Valk", "/u/mira/", "person")


def test_byline_of_a_moderator_wears_the_hat():
    assert [hat.label for hat in byline_of(moderator()).hats] == ["Moderator"]


def test_byline_of_a_former_member_tells_neither_name_nor_handle():
    byline = byline_of(former(display_name="Mira Valk", handle="mira"))

    assert (byline.name, byline.handle, byline.url) == ("Former member", "", "")
    assert "Mira" not in repr(byline)
    assert "mira" not in repr(byline)


def test_bylines_for_many_cost_as_much_as_for_one(django_assert_max_num_queries):
    many = [user.pk for user in UserFactory.create_batch(20)]
    with django_assert_max_num_queries(99) as few:
        bylines_for(many[:1])
    with django_assert_max_num_queries(99) as lots:
        assert set(bylines_for(many)) == set(many)

    assert len(few) == len(lots)


def test_bylines_are_what_the_rows_of_people_and_roles_say():
    worn = UserFactory(), moderator(), former(), UserFactory()
    ended = appoint(organiser=organiser(), person=worn[3], kind=RoleKind.MODERATOR)
    dismiss(organiser=organiser(), role=ended)
    give_role(given_by=None, person=worn[0], kind=RoleKind.MENTOR)
    people = User.objects.filter(pk__in=[person.pk for person in worn])
    hats = Role.objects.filter(
        kind=RoleKind.MODERATOR, circle=None, ended_at=None
    ).values_list("person", flat=True)

    found = bylines_for(people.values_list("pk", flat=True))

    assert {pk: line.is_moderator for pk, line in found.items()} == {
        person.pk: person.pk in hats and not person.has_left for person in people
    }
    assert [line.is_moderator for line in found.values()].count(True) == 1
    for person in people:
        plain = plain_byline(person)
        assert replace(found[person.pk], hats=(), marks=()) == plain


def test_bylines_are_cached_until_a_name_changes(django_assert_num_queries):
    person, reader = UserFactory(display_name="Before"), UserFactory()
    known_bylines([person.pk], Access.of(reader))
    access = Access.of(reader)
    with django_assert_num_queries(0):
        found = known_bylines([person.pk], access)
    assert found[person.pk].name == "Before"

    rename(person=person, display_name="After")

    assert known_bylines([person.pk], Access.of(reader))[person.pk].name == "After"


@pytest.mark.parametrize("form", ["avatar", "name", "plain", "marks"])
def test_a_slot_of_a_byline_says_no_more_than_the_byline(form):
    person, gone = moderator(display_name="<Mira>"), former(display_name="Mira")
    keys = {f"{form}-{person.pk}", f"{form}-{gone.pk}", f"{form}-999999"}

    found = byline_slots(keys, None)

    assert set(found) == {f"{form}-{person.pk}", f"{form}-{gone.pk}"}
    assert "<Mira>" not in found[f"{form}-{person.pk}"]
    assert "Mira" not in found[f"{form}-{gone.pk}"]


def test_a_name_in_a_list_is_that_of_the_byline(django_assert_num_queries):
    people = UserFactory(display_name="<Mira>"), former(display_name="Mira")
    wanted = {str(person.pk) for person in people} | {"999999"}
    access = Access.of(people[0])
    expected = {
        str(pk): conditional_escape(line.name)
        for pk, line in bylines_for([person.pk for person in people]).items()
    }

    with django_assert_num_queries(1):
        assert name_slots(wanted, access) == expected
    with django_assert_num_queries(1):
        assert name_slots(wanted - {"999999"}, None) == expected
    with django_assert_num_queries(0):
        assert name_slots(wanted - {"999999"}, access) == expected


def test_rename_counts_the_change_once():
    person, before = UserFactory(display_name="Before"), changes()

    rename(person=person, display_name="After")
    rename(person=person, display_name="After")

    assert changes() == before + 1


def test_a_hat_given_and_taken_is_counted():
    person, before = UserFactory(), changes()

    role = appoint(organiser=organiser(), person=person, kind=RoleKind.MODERATOR)
    given = changes()
    dismiss(organiser=organiser(), role=role)

    assert (given > before, changes() > given) == (True, True)


def test_a_reader_s_access_knows_how_often_names_have_changed(
    django_assert_num_queries,
):
    reader = UserFactory()
    names_changed()

    with django_assert_num_queries(1):
        access = Access.of(reader)

    assert access.names == changes()


def changes():
    return count_of_names(Access.visitor())
