"""Someone blocks a person, reads one post of theirs all the same, and unblocks them."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Block
from forum.services.posts import reply_to_thread
from tests.factories.access import member
from tests.factories.forum import thread_of
from tests.journeys.steps import follow, heading, post, press

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "Bo Lund"
WORDS = "You only say so because you never ran one."
MORE = "And I say it a second time."
OTHERS = "We ran three of them."


@pytest.fixture
def thread():
    """Posts 2 and 4 are by the person who will be blocked."""
    thread, bo = thread_of(1), member(handle="bo", display_name=NAME)
    for author, body in ((bo, WORDS), (member(), OTHERS), (bo, MORE)):
        reply_to_thread(author=author, thread=thread, body=body)
    return thread


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
def test_from_a_post_to_a_block_and_back(open_page, sign_in, thread, scripts):
    page = sign_in(open_page(java_script_enabled=scripts), member())
    page.goto(thread.get_absolute_url())
    post(page, 2).get_by_role("link", name=NAME).click()
    heading(page, NAME)

    blocks(page, scripts)
    expect(page.get_by_text(f"You have blocked {NAME}.")).to_be_visible()
    expect(page.get_by_text("They are not told.").first).to_be_visible()

    # Their posts keep their places, without a word of theirs and without their name.
    page.goto(thread.get_absolute_url())
    assert places(page) == ["1", "3"]
    assert (WORDS in page.content(), NAME in page.content()) == (False, False)
    for position in (2, 4):
        folded = page.get_by_text(f"Post {position} is by somebody you have blocked.")
        expect(folded).to_be_visible()

    # One is opened where it stands, for this one look at the page.
    page.get_by_role("link", name="Show once").first.click()
    expect(post(page, 2)).to_contain_text(WORDS)
    expect(post(page, 2)).to_be_in_viewport()
    assert places(page) == ["1", "2", "3"]
    page.goto(thread.get_absolute_url())
    assert places(page) == ["1", "3"]

    page.goto(reverse("access:block_index"))
    expect(page.get_by_role("row", name=NAME)).to_be_visible()
    press(page, f"Unblock {NAME}")
    expect(page.get_by_text(f"{NAME} is no longer blocked.")).to_be_visible()
    expect(page.get_by_text("Nobody so far.")).to_be_visible()
    page.goto(thread.get_absolute_url())
    assert places(page) == ["1", "2", "3", "4"]
    expect(post(page, 4)).to_contain_text(MORE)


def blocks(page, scripts):
    """Asked first: in a dialog, or on a page where no script runs."""
    follow(page, f"Block {NAME}")
    if scripts:
        asked = page.get_by_role("dialog", name=f"Block {NAME}?")
        asked.get_by_role("link", name="Leave it").click()
        expect(asked).to_have_count(0)
        assert not Block.objects.exists()
        follow(page, f"Block {NAME}")
        asked.get_by_role("button", name=f"Block {NAME}").click()
    else:
        heading(page, f"Block {NAME}?")
        follow(page, "Leave it")
        assert not Block.objects.exists()
        follow(page, f"Block {NAME}")
        press(page, f"Block {NAME}")
    heading(page, NAME)


def places(page):
    return page.locator("article.post a.no").all_inner_texts()
