"""Two people in one thread at the same time, and a moderator who locks it."""

import pytest
from playwright.sync_api import expect

from forum.models import Post
from tests.factories.access import member, moderator
from tests.factories.forum import thread_of
from tests.journeys.steps import follow, post, press

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "Is a feature store worth it for three models?"
YES = "It was for us: two teams shared one definition."
NO = "Not for us: a table and a cron job did it."
LATE = "A long answer that took the whole evening to write."


@pytest.fixture
def thread():
    return thread_of(1, title=TITLE)


@pytest.fixture
def ana(open_page, sign_in, thread):
    return reader(open_page, sign_in, thread, "Ana Reis")


@pytest.fixture
def bo(open_page, sign_in, thread):
    return reader(open_page, sign_in, thread, "Bo Lund")


def reader(open_page, sign_in, thread, name):
    """Someone who has the thread open."""
    page = sign_in(open_page(), member(display_name=name))
    page.goto(thread.get_absolute_url())
    return page


def words(page):
    """What stands in the thread, with its numbers, as this person sees it."""
    return [
        (article.locator("a.no").inner_text(), article.locator(".prose").inner_text())
        for article in page.locator("article.post").all()
    ]


def test_replies_at_once_get_places_of_their_own(ana, bo, thread):
    ana.get_by_label("Your reply").fill(YES)
    bo.get_by_label("Your reply").fill(NO)
    for page in (ana, bo):
        # Both are on their way before either is answered.
        button = page.get_by_role("main").get_by_role("button", name="Reply")
        button.evaluate("button => { setTimeout(() => button.click()) }")

    for page, own in ((ana, YES), (bo, NO)):
        expect(page.get_by_text(own)).to_be_visible()
        expect(page.get_by_label("Your reply")).to_have_value("")

    for page in (ana, bo):
        page.reload()
    assert words(ana) == words(bo)
    [first, *replies] = words(ana)
    assert first == ("1", "A plain post.")
    assert [number for number, _text in replies] == ["2", "3"]
    assert {text for _number, text in replies} == {YES, NO}


def test_a_reply_brings_what_came_meanwhile(ana, bo):
    ana.get_by_label("Your reply").fill(YES)
    press(ana, "Reply")
    expect(post(ana, 2)).to_contain_text(YES)

    bo.get_by_label("Your reply").fill(NO)
    press(bo, "Reply")

    expect(post(bo, 3)).to_contain_text(NO)
    expect(post(bo, 2)).to_contain_text(YES)
    # One's own post has the focus, so that reading goes on there.
    expect(bo.locator("article.post").last).to_be_focused()


def test_a_lock_while_typing_keeps_the_text(ana, open_page, sign_in, thread):
    ana.get_by_label("Your reply").fill(LATE)

    guard = sign_in(open_page(), moderator(display_name="Mercy Addo"))
    guard.goto(thread.get_absolute_url())
    follow(guard, "Lock this thread")
    guard.get_by_label("Why").fill("Everything is said.")
    press(guard, "Lock it")
    expect(guard.get_by_text("Mercy Addo locked this thread")).to_be_visible()

    press(ana, "Reply")
    expect(ana.get_by_role("alert")).to_contain_text("This thread is locked.")
    expect(ana.get_by_role("alert")).to_be_focused()
    expect(ana.get_by_label("Your reply")).to_have_value(LATE)
    assert not Post.objects.filter(body=LATE).exists()

    # A new look at the page says so too, and the device still has the words.
    ana.reload()
    expect(ana.get_by_text("Everything is said.")).to_be_visible()
    expect(ana.get_by_role("button", name="Reply")).to_have_count(0)
    press(guard, "Unlock this thread")
    ana.reload()
    expect(ana.get_by_label("Your reply")).to_have_value(LATE)
