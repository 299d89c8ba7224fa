"""Rights by audience: the rule in SQL, and the same rule in Python."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.access import Access
from access.models import Circle
from forum.enums import Audience, Right, TeaserStyle
from forum.models import Category, CategoryRight
from forum.pages.persona_views import rights_of
from tests.factories.access import (
    CircleFactory,
    expired,
    member,
    mentor,
    moderator,
    organiser,
    suspended,
)
from tests.factories.accounts import former, new_person
from tests.factories.forum import CategoryFactory, allow, members_category

pytestmark = pytest.mark.django_db


def visitor():
    return Access.visitor()


def visible(access):
    return list(Category.objects.visible_to(access).filter(slug__startswith="category"))


@pytest.mark.parametrize(
    ("actor", "sees"),
    [
        (None, False),
        (new_person, False),
        (expired, False),
        (mentor, False),
        (former, False),
        (member, True),
        (suspended, True),
        (moderator, True),
        (organiser, True),
    ],
)
def test_visible_to_opens_a_members_category_by_circle(actor, sees):
    category = members_category()
    access = Access.of(actor()) if actor else visitor()

    assert visible(access) == ([category] if sees else [])


def test_visible_to_counts_a_role_only_beside_a_second_factor():
    members_category()
    access = replace(
        Access.of(moderator()),
        roles=frozenset(),
        pending_roles=frozenset({"moderator"}),
    )

    assert visible(access) == []


def test_visible_to_those_who_were_once_in_a_circle():
    category = CategoryFactory(rights=False)
    allow(category, Audience.ONCE, Right.READ, circle=Circle.objects.community())

    seen = [visible(Access.of(actor())) for actor in (expired, member, new_person)]

    assert seen == [[category], [], []]


@pytest.mark.parametrize(
    ("actor", "style", "teased"),
    [
        (None, TeaserStyle.HIDDEN, False),
        (None, TeaserStyle.TITLE, True),
        (new_person, TeaserStyle.TITLE, True),
        (expired, TeaserStyle.HIDDEN, True),
        (member, TeaserStyle.TITLE, False),
        (moderator, TeaserStyle.TITLE, False),
    ],
)
def test_teased_to(actor, style, teased):
    category = members_category(teaser_style=style)
    access = Access.of(actor()) if actor else visitor()

    found = list(Category.objects.teased_to(access))

    assert found == ([category] if teased else [])


CELLS = st.sets(
    st.tuples(
        st.sampled_from(Audience.values),
        st.sampled_from([0, 1]),
        st.sampled_from(Right.values),
    ),
    max_size=8,
)


def allowed(cells, circles):
    """The cells that the database takes, with the keys of real circles."""
    for audience, index, right in sorted(cells):
        if audience == Audience.EVERYONE and right not in {Right.TEASER, Right.READ}:
            continue
        has_circle = audience in {Audience.CIRCLE, Audience.ONCE}
        if not has_circle and index:
            continue
        yield audience, circles[index].pk if has_circle else None, right


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    cells=CELLS,
    is_open=st.sets(st.sampled_from([0, 1])),
    in_grace=st.booleans(),
    signed_in=st.booleans(),
)
def test_the_preview_of_rights_says_what_the_database_says(
    cells, is_open, in_grace, signed_in
):
    category = CategoryFactory(rights=False)
    circles = [CircleFactory(), CircleFactory()]
    cells = list(allowed(cells, circles))
    CategoryRight.objects.bulk_create(
        CategoryRight(category=category, audience=who, circle_id=circle, right=right)
        for who, circle, right in cells
    )
    access = visitor()
    if signed_in:
        inside = frozenset(circles[index].pk for index in is_open)
        once = frozenset(circle.pk for circle in circles) - inside
        access = replace(
            Access.of(new_person()),
            open_circles=inside,
            once_circles=once,
            grace_circles=once if in_grace else frozenset(),
        )

    held = CategoryRight.objects.held_by(access).filter(category=category)

    assert set(held.values_list("right", flat=True)) == rights_of(access, cells)
