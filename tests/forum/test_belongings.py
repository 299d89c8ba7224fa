import pytest

from accounts.access import Access
from forum.belongings import closing_categories
from tests.factories.accounts import expired, member
from tests.factories.forum import CategoryFactory, members_category

pytestmark = pytest.mark.django_db


def test_closing_categories_names_what_the_window_opens_and_nothing_public():
    CategoryFactory(name="For everyone")
    members_category(name="Pay and offers")
    members_category(name="Members' table")

    closings = closing_categories(Access.of(member()))

    assert closings[0].label == "2 members’ categories"
    assert "Pay and offers" in closings[0].detail
    assert "For everyone" not in closings[0].detail


def test_closing_categories_are_none_when_nothing_is_open():
    members_category()

    assert closing_categories(Access.of(expired())) == []
