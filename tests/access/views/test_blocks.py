import json
from datetime import timedelta

import pytest

from accounts import registry
from accounts.models import Block
from core import clock
from core.limits import BLOCKS_MAX
from tests.factories.access import member, moderator, organiser
from tests.factories.accounts import BlockFactory, UserFactory, former
from tests.factories.forum import thread_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    reader = member()
    client.force_login(reader)
    return reader


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_create_asks_first_and_then_blocks(client, reader):
    ana = member(handle="ana", display_name="Ana Alder")

    asked = client.get("/u/ana/block/")
    assert not Block.objects.exists()
    done = client.post("/u/ana/block/", follow=True)

    assert "Block Ana Alder?" in asked.content.decode()
    assert done.redirect_chain == [("/u/ana/", 302)]
    assert said(done) == ["Ana Alder is blocked. They are not told."]
    assert Block.objects.get().blocked == ana


def test_create_of_oneself_says_why_not(client, reader):
    for ask in (client.get, client.post):
        response = ask(f"/u/{reader.handle}/block/")

        assert response.status_code == 403
        assert "You cannot block yourself." in response.content.decode()
    assert not Block.objects.exists()


def test_create_beyond_the_limit_says_what_to_do(client, reader):
    others = type(reader).objects.bulk_create(
        UserFactory.build(password="!") for _ in range(BLOCKS_MAX)
    )
    Block.objects.bulk_create(Block(person=reader, blocked=one) for one in others)
    member(handle="ana")

    for ask in (client.get, client.post):
        response = ask("/u/ana/block/")

        assert response.status_code == 403
        assert "Unblock someone first." in response.content.decode()
    assert Block.objects.count() == BLOCKS_MAX


def test_index_lists_own_blocks_alone(client, reader):
    BlockFactory(person=reader, blocked=member(display_name="Ana Alder"))
    BlockFactory(person=reader, blocked=moderator(display_name="Mo Maple"))
    BlockFactory(person=reader, blocked=former(display_name="Gone Gorse"))
    BlockFactory(blocked=reader)
    BlockFactory(blocked=member(display_name="Zoe Zelkova"))

    response = client.get("/me/blocks/")

    rows = [(row["byline"].name, row["is_staff"]) for row in response.context["rows"]]
    assert rows == [("Mo Maple", True), ("Ana Alder", False)]
    assert "Gone Gorse" not in response.content.decode()


def test_index_says_how_to_block_where_nobody_is(client, reader):
    assert "Nobody so far." in client.get("/me/blocks/").content.decode()


@pytest.mark.parametrize("blocks", [1, 3])
def test_index_costs_the_same_however_many_there_are(
    client, reader, blocks, django_assert_num_queries
):
    BlockFactory.create_batch(blocks, person=reader)

    with django_assert_num_queries(7):
        client.get("/me/blocks/")


def test_index_is_linked_from_the_settings(client, reader):
    assert 'href="/me/blocks/"' in client.get("/me/settings/").content.decode()


def test_end_unblocks_and_says_so(client, reader):
    BlockFactory(person=reader, blocked=member(handle="ana", display_name="Ana Alder"))

    response = client.post("/u/ana/block/end/", follow=True)

    assert response.redirect_chain == [("/me/blocks/", 302)]
    assert said(response) == ["Ana Alder is no longer blocked."]
    assert not Block.objects.exists()


def test_end_of_nothing_says_nothing_and_ends_nothing(client, reader):
    member(handle="ana")
    other = BlockFactory()

    response = client.post("/u/ana/block/end/", follow=True)

    assert said(response) == []
    assert Block.objects.get() == other


def test_end_takes_no_reading(client, reader):
    BlockFactory(person=reader, blocked=member(handle="ana"))

    assert client.get("/u/ana/block/end/").status_code == 405
    assert Block.objects.count() == 1


def profile(client, handle):
    return client.get(f"/u/{handle}/").content.decode()


def test_a_profile_offers_to_block_and_then_to_unblock(client, reader):
    ana = member(handle="ana", display_name="Ana Alder")

    before = profile(client, "ana")
    BlockFactory(person=reader, blocked=ana)
    after = profile(client, "ana")

    assert ('/u/ana/block/"' in before, "/u/ana/block/end/" in before) == (True, False)
    assert ('/u/ana/block/"' in after, "/u/ana/block/end/" in after) == (False, True)
    assert "You have blocked Ana Alder." in after


def test_a_profile_tells_nobody_who_has_blocked_them(client, reader):
    member(handle="ana")
    before = profile(client, "ana")

    BlockFactory(person=member(handle="ben"), blocked=reader)

    assert "blocked" not in profile(client, "ben")
    assert "blocked" not in before


def test_a_profile_tells_nobody_who_sees_the_site_as_a_member(client, reader):
    ana = member(handle="ana")
    BlockFactory(person=reader, blocked=ana)
    thread_of(1, author=ana, title="A thread by Ana")
    client.force_login(organiser())
    tomorrow = (clock.now() + timedelta(days=1)).date().isoformat()
    client.post(
        f"/organise/people/{reader.handle}/see/",
        {"on": tomorrow, "at": "12:00", "reason": "They asked."},
    )

    page = profile(client, "ana")

    assert "You see the site as" in page
    assert "blocked" not in page
    assert "/block/" not in page
    assert "A thread by Ana" not in page


def test_own_profile_and_that_of_a_visitor_offer_nothing(client, reader):
    member(handle="ana")

    assert "/block/" not in profile(client, reader.handle)
    client.logout()
    assert "/block/" not in profile(client, "ana")


def test_an_export_holds_whom_one_has_blocked(client, reader):
    BlockFactory(person=reader, blocked=member(handle="ana"))
    BlockFactory(person=member(handle="ben"), blocked=reader)

    files = {file.path: file.content for file in registry.export_files(reader)}

    rows = json.loads(files["account/blocks.json"])
    assert [row["handle"] for row in rows] == ["ana"]
