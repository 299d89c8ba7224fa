"""A reply by script leaves the page as a new look at it would be."""

import pytest
from playwright.sync_api import expect

from forum.services.posts import reply_to_thread
from tests.factories.access import member
from tests.factories.accounts import new_person
from tests.factories.forum import thread_of
from tests.journeys.steps import follow, post, press

pytestmark = pytest.mark.django_db(transaction=True)

# What a page tells in text and in fields; of the composer alone what it will send.
# How long ago something was may have changed between two looks.
SAID = """() => {
  document.querySelectorAll("time").forEach((time) => { time.hidden = true; });
  const words = (element) => element.innerText.replace(/\\s+/g, " ").trim();
  const parts = document.querySelectorAll(
    "title, .me, .thread-h, #posts-h, .posts, nav.pages, .h-reply, aside"
  );
  return [...parts].map((part) => part.tagName === "TITLE" ? part.text : words(part))
    .concat(document.querySelector("[name=post]")?.placeholder || "")
    .concat(document.querySelector("[name=after]").value);
}"""


@pytest.fixture
def person():
    return member(display_name="Nadia Haddad")


@pytest.mark.parametrize("posts", [1, 23])
def test_every_number_is_what_a_new_look_shows(page, sign_in, person, posts):
    thread = thread_of(posts, author=person)
    sign_in(page, person)
    page.goto(thread.url_of_page(thread.page_count))
    reply_to_thread(author=member(), thread=thread, body="Came meanwhile")
    for turn in (1, 2):
        page.get_by_label("Your reply").fill(f"Reply {turn}")
        press(page, "Reply")
        expect(page.locator("article.post").last).to_contain_text(f"Reply {turn}")
        status = page.get_by_role("main").get_by_role("status")
        number = posts + 1 + turn
        expect(status).to_have_text(f"Posted: your reply is number {number}.")

    after_the_reply = page.evaluate(SAID)
    page.reload()

    assert after_the_reply == page.evaluate(SAID)
    assert f"{posts + 2} replies" in page.locator(".thread-h").inner_text()


def test_a_reply_that_waits_shows_without_a_new_look(page, sign_in):
    thread = thread_of(1)
    sign_in(page, new_person())
    page.goto(thread.get_absolute_url())
    for words in ("My first words", "My second words"):
        page.get_by_label("Your reply").fill(words)
        press(page, "Reply")
        expect(page.locator("article.post").last).to_contain_text(words)
        expect(page.locator("article.post").last).to_be_focused()
        expect(page.get_by_label("Your reply")).to_have_value("")

    after_the_replies = page.evaluate(SAID)
    notice = page.locator("#newcomer").inner_text()
    page.reload()

    assert after_the_replies == page.evaluate(SAID)
    assert notice == page.locator("#newcomer").inner_text()
    assert "2 posts of yours wait" in notice


def test_a_form_beside_a_long_thread_is_reached_from_everywhere(page, sign_in):
    """It stays in view with the column that it is in, which may be the longer one."""
    thread = thread_of(20)
    sign_in(page, member())
    page.set_viewport_size({"width": 1280, "height": 600})
    page.goto(thread.get_absolute_url())
    follow(page, "Tell the moderators about this thread")
    button = page.get_by_role("button", name="Send to the moderators")
    expect(button).to_be_visible()
    page.evaluate("scrollTo(0, 500)")

    button.scroll_into_view_if_needed()

    expect(button).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 500


def test_going_back_shows_the_reply(page_kept, sign_in, person):
    """The browser has the page from before the reply."""
    page, thread = page_kept, thread_of(1)
    sign_in(page, person)
    page.goto(thread.category.get_absolute_url())
    follow(page, thread.title)
    page.get_by_label("Your reply").fill("Where is it?")
    press(page, "Reply")
    expect(post(page, 2)).to_be_visible()
    follow(page, "Other threads here")
    expect(page.get_by_role("main")).to_contain_text("1 reply")

    # A page that was put aside does not load.
    page.go_back(wait_until="commit")
    expect(post(page, 2)).to_contain_text("Where is it?")
    expect(page.locator(".thread-h")).to_contain_text("1 reply")
    # The list from which the thread was opened counts it too.
    page.go_back(wait_until="commit")
    expect(page.get_by_role("main")).to_contain_text("1 reply")
    page.go_forward(wait_until="commit")
    expect(post(page, 2)).to_contain_text("Where is it?")


def test_going_back_loads_nothing_anew_where_nothing_was_sent(page, sign_in, person):
    thread = thread_of(1)
    sign_in(page, person)
    page.goto(thread.get_absolute_url())
    page.goto("/")
    asked = []
    page.on("request", lambda request: asked.append(request.is_navigation_request()))

    page.go_back()
    expect(post(page, 1)).to_be_visible()

    assert asked.count(True) == 1
