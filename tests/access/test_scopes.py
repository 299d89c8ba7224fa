"""Roles and suspensions for the site, for a circle and for a category."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from access import registry
from access.access import Access
from access.errors import NoSuchScope
from access.models import Restriction, Role
from access.policies import can_moderate, can_write
from access.scopes import Scope
from access.services.restrictions import lift, suspend
from access.services.roles import appoint, dismiss
from accounts.bylines import byline_of
from accounts.models import AuditEntry, User
from core import clock
from tests.factories.access import (
    CircleFactory,
    RoleFactory,
    member,
    moderator,
    organiser,
)
from tests.factories.accounts import give_second_factor
from tests.factories.forum import CategoryFactory

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
SOON, LATER = NOW + timedelta(days=1), NOW + timedelta(days=2)
CIRCLE, CATEGORY, OTHER = Scope.of_circle(3), Scope("category", 3), Scope("category", 4)
PLACES = (None, CIRCLE, CATEGORY, OTHER)


def someone(**fields):
    return Access(person=User(pk=1, approved_at=NOW), now=NOW, **fields)


@pytest.mark.parametrize(
    ("held", "where"),
    [
        (set(), set()),
        ({("moderator", None)}, {None, CIRCLE, CATEGORY, OTHER}),
        ({("moderator", CIRCLE)}, {CIRCLE}),
        ({("moderator", CATEGORY)}, {CATEGORY}),
        ({("moderator", CATEGORY), ("moderator", CIRCLE)}, {CIRCLE, CATEGORY}),
        ({("organiser", None), ("mentor", CATEGORY)}, set()),
    ],
)
def test_a_role_counts_in_its_scope_and_one_of_the_site_everywhere(held, where):
    access = someone(roles=frozenset(held))

    assert {place for place in PLACES if access.moderates(place)} == where
    assert {place for place in PLACES if can_moderate(access, place)} == where
    assert access.is_moderator is (None in where)


@pytest.mark.parametrize(
    ("site", "parts", "until"),
    [
        (None, {}, {}),
        (SOON, {}, {None: SOON, CIRCLE: SOON, CATEGORY: SOON, OTHER: SOON}),
        (None, {CATEGORY: SOON}, {CATEGORY: SOON}),
        (None, {CIRCLE: SOON, OTHER: LATER}, {CIRCLE: SOON, OTHER: LATER}),
        (
            SOON,
            {CATEGORY: LATER},
            {None: SOON, CIRCLE: SOON, CATEGORY: LATER, OTHER: SOON},
        ),
    ],
)
def test_a_suspension_counts_in_its_scope_and_one_of_the_site_everywhere(
    site, parts, until
):
    access = someone(suspended_until=site, suspensions=frozenset(parts.items()))

    ends = {place: access.suspended_in(place) for place in PLACES}
    assert {place: end for place, end in ends.items() if end} == until
    assert {place for place in PLACES if not access.may_write(place)} == set(until)
    assert {place for place in PLACES if not can_write(access, place)} == set(until)


@pytest.mark.parametrize(
    ("scope", "sentence"),
    [
        (None, ""),
        (OTHER, ""),
        (
            CATEGORY,
            "You can read but not write here until 5 May 2026, 12:00 (UTC).",
        ),
    ],
)
def test_the_sentence_says_that_it_is_here_alone(scope, sentence):
    access = someone(suspensions=frozenset({(CATEGORY, SOON)}))

    assert can_write(access, scope).reason == sentence


def test_a_visitor_may_write_nowhere():
    assert not any(Access.visitor().may_write(place) for place in PLACES)


@pytest.fixture
def places(db):
    circle, category = CircleFactory(), CategoryFactory()
    return {
        "site": None,
        "circle": Scope.of_circle(circle.pk),
        "category": Scope("category", category.pk),
    }


@pytest.mark.parametrize("where", ["site", "circle", "category"])
def test_appoint_gives_a_role_for_one_scope_once(places, where):
    boss, person, scope = organiser(), member(), places[where]
    give_second_factor(person)

    first = appoint(organiser=boss, person=person, kind="moderator", scope=scope)
    again = appoint(organiser=boss, person=person, kind="moderator", scope=scope)

    access = Access.of(person)
    assert first == again
    assert access.roles == {("moderator", scope)}
    assert access.is_moderator is (scope is None)
    assert bool(byline_of(person).hats) is (scope is None)
    told = AuditEntry.objects.get(action="role_given", target_id=first.pk).after
    assert told.get("scope") == (list(scope) if scope else None)

    dismiss(organiser=boss, role=first)
    assert Access.of(person).roles == frozenset()


@pytest.mark.parametrize("where", ["site", "circle", "category"])
def test_suspend_ends_writing_in_one_scope_until_it_is_lifted(places, where):
    hana, person, scope = moderator(), member(), places[where]

    row = suspend(
        moderator=hana,
        person=person,
        until=clock.now() + timedelta(days=7),
        reason="Rule 4",
        scope=scope,
    )

    access = Access.of(person)
    stopped = {name for name, place in places.items() if not access.may_write(place)}
    assert stopped == (set(places) if scope is None else {where})
    assert access.is_suspended is (scope is None)
    lift(moderator=hana, restriction=row)
    assert all(Access.of(person).may_write(place) for place in places.values())


def test_a_moderator_of_one_category_suspends_and_lifts_there_alone(places):
    hana, person, own = member(), member(), places["category"]
    give_second_factor(hana)
    RoleFactory(person=hana, scope_kind=own.kind, scope_id=own.key)
    terms = {
        "moderator": hana,
        "person": person,
        "until": clock.now() + timedelta(days=7),
        "reason": "Rule 4",
    }

    for elsewhere in (None, places["circle"], Scope("category", own.key + 1)):
        with pytest.raises(PermissionDenied):
            suspend(**terms, scope=elsewhere)
    assert not Restriction.objects.exists()

    row = suspend(**terms, scope=own)
    assert not Access.of(person).may_write(own)
    of_the_site = suspend(**terms | {"moderator": moderator()})
    with pytest.raises(PermissionDenied):
        lift(moderator=hana, restriction=of_the_site)
    lift(moderator=hana, restriction=row)
    standing = Restriction.objects.filter(lifted_at=None)
    assert [one.pk for one in standing] == [of_the_site.pk]


@pytest.mark.parametrize(
    "scope", [Scope("category", 0), Scope("circle", 0), Scope("nothing", 1)]
)
def test_nothing_is_written_for_a_scope_that_is_not_there(places, scope):
    boss, hana, person = organiser(), moderator(), member()
    before = Role.objects.count(), AuditEntry.objects.count()

    with pytest.raises(NoSuchScope):
        appoint(organiser=boss, person=person, kind="moderator", scope=scope)
    with pytest.raises(NoSuchScope):
        suspend(
            moderator=hana,
            person=person,
            until=clock.now() + timedelta(days=7),
            reason="Rule 4",
            scope=scope,
        )

    assert (Role.objects.count(), AuditEntry.objects.count()) == before
    assert not Restriction.objects.exists()


@pytest.mark.parametrize(
    "columns",
    [
        {"scope_kind": "category"},
        {"scope_id": 3},
        {"scope_kind": "circle", "scope_id": 3},
        {"scope_kind": "category", "scope_id": 3, "circle": True},
    ],
)
@pytest.mark.parametrize("model", [Role, Restriction])
def test_the_database_refuses_half_a_scope_and_two(places, model, columns):
    person = member()
    columns = columns | {"circle": CircleFactory()} if "circle" in columns else columns
    more = {
        Role: {"kind": "moderator"},
        Restriction: {
            "ends_at": clock.now() + timedelta(days=1),
            "imposed_by": person,
            "reason": "Rule 4",
        },
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(person=person, **more[model], **columns)

    assert not model.objects.exists()


def test_the_database_holds_a_role_in_one_scope_once(places):
    person, scope = member(), {"scope_kind": "category", "scope_id": 3}
    Role.objects.create(person=person, kind="moderator", **scope)

    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.create(person=person, kind="moderator", **scope)

    assert Role.objects.count() == 1


def test_a_scope_has_the_name_of_its_thing(places):
    category = CategoryFactory(name="Pipelines")
    role = RoleFactory(scope_kind="category", scope_id=category.pk)

    assert role.scope_name == "Pipelines"
    assert registry.scope_name(Scope("nothing", 1)) == ""
