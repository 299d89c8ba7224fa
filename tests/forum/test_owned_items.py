import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from access.access import Access
from forum.owned_items import closing_categories, profile_section
from tests.factories.access import expired, member
from tests.factories.forum import CategoryFactory, ThreadFactory, members_category

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


def test_profile_section_lists_threads_that_the_reader_may_read():
    public, gated = CategoryFactory(), members_category()
    author = member()
    shown = ThreadFactory(author=author, category=public)
    closed = ThreadFactory(author=author, category=gated)
    ThreadFactory(author=author, category=public, hidden=True)
    ThreadFactory(category=public)

    def listed(access):
        return set(profile_section(author, access).context["threads"])

    assert listed(Access.visitor()) == {shown}
    assert listed(Access.of(member())) == {shown, closed}
    assert profile_section(member(), Access.visitor()) is None


@pytest.mark.parametrize("number", [1, 3])
def test_profile_section_asks_once_for_threads_and_once_for_names(number):
    author, category = member(), CategoryFactory()
    ThreadFactory.create_batch(number, author=author, category=category)

    with CaptureQueriesContext(connection) as asked:
        section = profile_section(author, Access.visitor())
        render_to_string(section.template, {"section": section.context})

    assert len(asked) == 2


def test_a_profile_page_links_the_threads(client):
    thread = ThreadFactory(category=CategoryFactory())

    page = client.get(f"/u/{thread.author.handle}/").content.decode()
    silent = client.get(f"/u/{member(display_name='Ben Bell').handle}/")

    assert f'href="{thread.get_absolute_url()}"' in page
    assert "No thread and no story from Ben Bell yet." in silent.content.decode()
