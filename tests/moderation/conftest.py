"""A public category with a thread of two posts, a moderator, and people who read."""

import pytest

from forum.enums import Audience, Right
from forum.models import Category, CategoryRight
from forum.services.posts import reply_to_thread
from forum.services.threads import start_thread
from tests.factories.access import member, moderator
from tests.factories.accounts import new_person


@pytest.fixture
def category(db):
    category = Category.objects.create(slug="moves", name="Moves")
    rights = [
        (Audience.EVERYONE, Right.READ),
        (Audience.SIGNED_IN, Right.START),
        (Audience.SIGNED_IN, Right.REPLY),
    ]
    for audience, right in rights:
        CategoryRight.objects.create(category=category, audience=audience, right=right)
    return category


@pytest.fixture
def thread(category):
    return start_thread(
        author=member(),
        category=category,
        title="Pay bands in Berlin",
        body="What do people see?",
    )


@pytest.fixture
def author():
    return member(display_name="Rune Falk", zone="Europe/Lisbon")


@pytest.fixture
def post(thread, author):
    return reply_to_thread(
        author=author, thread=thread, body="Buy my *course* at once."
    )


@pytest.fixture
def held_post(thread):
    return reply_to_thread(
        author=new_person(display_name="Nils New"), thread=thread, body="First words."
    )


@pytest.fixture
def hana():
    return moderator(display_name="Hana Okabe")


@pytest.fixture
def reporter():
    return member(display_name="Rita Reads")
