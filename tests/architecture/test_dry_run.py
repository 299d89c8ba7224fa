"""Every address, asked by an organiser who sees the site as somebody.

They are shown pages that the person may read and they may not. No word may come
through that they could not read as themselves.
"""

import pytest
from django.db import transaction
from django.urls import reverse

from tests.architecture.access_matrix import ROWS, asked, browser_of
from tests.architecture.test_access_matrix import leaks
from tests.architecture.world import World

# Whose own things lie everywhere: hidden, held, earlier, withdrawn and unsent words.
SEEN = ("author", "newcomer")
WHO = "organiser"


@pytest.fixture(scope="module", params=SEEN)
def looking(request, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        world = World()
        browser = browser_of(world, WHO)
        now = {"on": world.today.isoformat(), "at": "23:59"}
        page = reverse("access:view_as_create", args=[request.param])
        assert browser.post(page, now | {"reason": "A question."}).status_code == 302
        yield world, browser
        transaction.set_rollback(True)


@pytest.mark.parametrize("door", [d for d in ROWS if d.method == "GET"], ids=str)
def test_door_seen_as_someone_else(db, looking, door):
    world, browser = looking

    answer = asked(door, world, WHO, browser)

    assert leaks({WHO: answer.text}) == []
    assert "500" not in answer.said


def test_the_organiser_does_see_as_someone(db, looking):
    _world, browser = looking

    assert b'class="seeing"' in browser.get("/").content
