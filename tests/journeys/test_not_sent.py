"""A form that did not arrive: it says so, keeps the words and can be sent again."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from forum.models import Post
from forum.services.posts import reply_to_thread
from tests.factories.access import member, organiser
from tests.factories.forum import thread_of
from tests.jobs import run_jobs
from tests.journeys.steps import heading, post, press
from tests.onboarding.importing.lists import line, listed

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "nadia@example.org"
WORDS = "An evening's worth of words."
FRONT = "<html><head><title>{0}</title></head><body><h1>{0} nginx</h1></body></html>"
BROKEN = (502, 403, 200)
TO_REPLY = re.compile(r"/t/\d+/reply/$")


@pytest.fixture
def person():
    return member(display_name="Nadia Haddad")


def answers(page, status, body=None, content_type="text/html", to=TO_REPLY):
    """Something in front of the site answers forms in its place."""

    def answer(route):
        if route.request.method != "POST":
            return route.fallback()
        said = FRONT.format(status) if body is None else body
        return route.fulfill(status=status, body=said, content_type=content_type)

    page.route(to, answer)


def breaks(page, to=TO_REPLY):
    def abort(route):
        if route.request.method == "POST":
            route.abort("connectionreset")
        else:
            route.fallback()

    page.route(to, abort)


def forwarded(page, route):
    """To the site, whose answer never comes back, and its cookies do not either."""
    route.fetch(max_redirects=0)
    page.context.clear_cookies(name="receipt")


def is_said(page, sentence):
    alert = page.get_by_role("main").get_by_role("alert")
    expect(alert).to_contain_text(sentence)
    expect(alert).to_contain_text("Your text is still in the box and on this device.")
    expect(alert).to_be_focused()
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_label("Your reply")).to_have_value(WORDS)
    button = page.get_by_role("main").get_by_role("button", name="Reply", exact=True)
    expect(button).not_to_have_attribute("aria-busy", "true")


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((502,), "Not sent: the site could not be reached properly."),
        ((504,), "Not sent: the site could not be reached properly."),
        ((503,), "Not sent: the site is busy."),
        ((413,), "Not sent: this is more than the site takes at once."),
        ((503, "upstream connect error", "text/plain"), "Not sent: the site is busy."),
        # Statuses that the site uses itself, and a page that is not the site's.
        ((429,), "Not sent: the site is busy."),
        ((403,), "Not sent: the site could not be reached properly."),
        ((200,), "Not sent: the site could not be reached properly."),
        ((200, ""), "Not sent: the site could not be reached properly."),
        ((404, '{"no": 1}', "application/json"), "Not sent: the site could not"),
    ],
)
def test_an_answer_that_is_not_the_site_s(page, sign_in, person, answer, sentence):
    thread = thread_of(1)
    sign_in(page, person)
    page.goto(thread.get_absolute_url())
    answers(page, *answer)
    page.get_by_label("Your reply").fill(WORDS)
    press(page, "Reply")

    is_said(page, sentence)
    assert thread.posts.count() == 1

    # Again it fails, and again it is said; then it goes out, once.
    press(page, "Send again")
    is_said(page, sentence)
    page.unroute_all()
    press(page, "Send again")
    expect(post(page, 2)).to_contain_text(WORDS)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_label("Your reply")).to_have_value("")
    assert thread.posts.count() == 2


def test_no_connection(page, sign_in, person):
    thread = thread_of(1)
    sign_in(page, person)
    page.goto(thread.get_absolute_url())
    breaks(page)
    page.get_by_label("Your reply").fill(WORDS)
    press(page, "Reply")

    is_said(page, "Not sent: there is no connection.")
    page.unroute_all()
    press(page, "Reply")
    expect(post(page, 2)).to_contain_text(WORDS)
    assert thread.posts.count() == 2


def test_an_answer_that_was_lost_on_its_way_counts_once(page, sign_in, person):
    thread = thread_of(1)
    sign_in(page, person)
    page.goto(thread.get_absolute_url())

    def lose(route):
        forwarded(page, route)
        route.fulfill(status=504, body=FRONT.format(504), content_type="text/html")

    page.route(TO_REPLY, lose)
    page.get_by_label("Your reply").fill(WORDS)
    press(page, "Reply")
    is_said(page, "Not sent")
    assert thread.posts.count() == 2

    page.unroute_all()
    press(page, "Send again")
    expect(post(page, 2)).to_contain_text(WORDS)
    expect(page.get_by_label("Your reply")).to_have_value("")
    assert thread.posts.count() == 2


def test_no_answer_in_time(page, sign_in, person):
    thread = thread_of(1)
    sign_in(page, person)
    page.goto(thread.get_absolute_url())
    page.route(TO_REPLY, lambda route: None)
    page.evaluate("htmx.config.timeout = 1")
    page.get_by_label("Your reply").fill(WORDS)
    press(page, "Reply")

    is_said(page, "no answer came in time.")
    assert thread.posts.count() == 1


@pytest.mark.parametrize("path", ["thread", "page"])
def test_a_device_that_is_offline_stays_where_it_is(page, sign_in, person, path):
    thread = thread_of(1)
    sign_in(page, person)
    pages = {
        "thread": thread.get_absolute_url(),
        "page": reverse("forum:post_create", args=[thread.pk]),
    }
    page.goto(pages[path])
    page.get_by_label("Your reply").fill(WORDS)
    page.context.set_offline(True)
    press(page, "Reply")
    is_said(page, "Not sent: there is no connection.")

    page.context.set_offline(False)
    press(page, "Send again")
    expect(post(page, 2)).to_contain_text(WORDS)
    assert thread.posts.count() == 2


@pytest.mark.parametrize("scripts", [True, False])
def test_a_plain_form_finds_its_words_on_the_way_back(
    open_page, sign_in, person, scripts
):
    thread = thread_of(1)
    page = sign_in(open_page(java_script_enabled=scripts), person)
    page.goto(reverse("forum:post_create", args=[thread.pk]))
    answers(page, 502)
    page.get_by_label("Your reply").fill(WORDS)
    press(page, "Reply")
    heading(page, "502 nginx")

    page.unroute_all()
    page.go_back()
    heading(page, "Your reply")
    expect(page.get_by_label("Your reply")).to_have_value(WORDS)
    if scripts:
        is_said(page, "Not sent, as far as this page knows")
    press(page, "Reply")

    expect(post(page, 2)).to_contain_text(WORDS)
    assert thread.posts.count() == 2
    expect(page.get_by_label("Your reply")).to_have_value("")


@pytest.mark.parametrize("sent", [True, False])
def test_a_plain_form_that_is_opened_anew_finds_its_words(page, sign_in, person, sent):
    """Whether it had arrived or not: it goes out under the token that it had."""
    thread = thread_of(1)
    url = reverse("forum:post_create", args=[thread.pk])
    sign_in(page, person)
    page.goto(url)

    def lose(route):
        if route.request.method != "POST":
            return route.fallback()
        if sent:
            forwarded(page, route)
        return route.fulfill(
            status=504, body=FRONT.format(504), content_type="text/html"
        )

    page.route(TO_REPLY, lose)
    page.get_by_label("Your reply").fill(WORDS)
    press(page, "Reply")
    heading(page, "504 nginx")
    page.unroute_all()

    page.goto(url)
    is_said(page, "Not sent, as far as this page knows")
    press(page, "Send again")
    expect(post(page, 2)).to_contain_text(WORDS)
    assert Post.objects.filter(body=WORDS).count() == 1


def test_an_edit_that_did_not_arrive_is_brought_back(page, sign_in, person):
    own = thread_of(1, author=person).posts.get()
    url = reverse("forum:own_post_edit", args=[own.pk])
    sign_in(page, person)
    page.goto(url)
    answers(page, 502, to=re.compile(r"/edit/$"))
    page.get_by_label("Your post").fill(WORDS)
    press(page, "Save")
    heading(page, "502 nginx")
    page.unroute_all()

    page.goto(url)
    expect(page.get_by_role("alert")).to_contain_text("Not sent")
    expect(page.get_by_label("Your post")).to_have_value(WORDS)
    press(page, "Save")

    expect(post(page, 1)).to_contain_text(WORDS)
    own.refresh_from_db()
    assert own.body == WORDS
    page.goto(url)
    expect(page.get_by_text("Brought back from this device")).to_have_count(0)


@pytest.mark.parametrize("path", ["thread", "page"])
def test_two_presses_at_once_are_one_reply(page, sign_in, person, path):
    thread = thread_of(1)
    alone = reverse("forum:post_create", args=[thread.pk])
    sign_in(page, person)
    page.goto(alone if path == "page" else thread.get_absolute_url())
    page.get_by_label("Your reply").fill(WORDS)
    button = page.get_by_role("main").get_by_role("button", name="Reply", exact=True)
    button.dblclick()

    expect(post(page, 2)).to_contain_text(WORDS)
    expect(page.get_by_label("Your reply")).to_have_value("")
    page.reload()
    expect(page.locator("article.post")).to_have_count(2)
    expect(page.get_by_label("Your reply")).to_have_value("")
    assert thread.posts.count() == 2


def test_a_form_without_a_text_speaks_of_none(page, sign_in, person):
    thread = thread_of(1, author=person)
    reply_to_thread(author=member(), thread=thread, body="An answer")
    run_jobs()
    sign_in(page, person)
    page.goto(reverse("notifications:notice_index"))
    page.context.set_offline(True)
    press(page, "Mark all as read")

    alert = page.get_by_role("main").get_by_role("alert")
    expect(alert).to_contain_text("Not sent: there is no connection. Try again")
    expect(alert).not_to_contain_text("Your text")
    page.context.set_offline(False)
    press(page, "Send again")
    expect(page.get_by_text("1 new")).to_have_count(0)
    expect(page.locator(".unread")).to_have_count(0)


def test_a_form_whose_answer_is_a_file_can_be_sent_again(page, sign_in):
    sign_in(page, organiser())
    page.goto(reverse("onboarding:import_detail"))
    page.get_by_label("Or the lines themselves").fill(listed(line(ADDRESS), line("no")))
    press(page, "Show what would happen")
    with page.expect_download():
        press(page, "Save the bad lines as a file")
    page.get_by_label("Or the lines themselves").fill(listed(line(ADDRESS)))
    press(page, "Show what would happen")

    expect(page.get_by_role("button", name="Do exactly this")).to_be_visible()


def in_place(page, **answer):
    """Something in front of the site answers for the form that opens in the page."""

    def fulfil(route):
        if "hx-request" not in route.request.headers:
            return route.fallback()
        if not answer:
            return route.abort("connectionreset")
        return route.fulfill(content_type="text/html", **answer)

    page.route(re.compile(r"/flag/"), fulfil)


@pytest.mark.parametrize(
    "answer",
    [{}, *({"status": status, "body": FRONT.format(status)} for status in BROKEN)],
    ids=str,
)
def test_a_form_that_cannot_open_in_the_page_has_one_of_its_own(
    page, sign_in, person, answer
):
    thread = thread_of(2)
    sign_in(page, person)
    page.goto(thread.get_absolute_url())
    in_place(page, **answer)
    page.get_by_role("link", name="Flag post 2").click()

    heading(page, "Flag this post")


def test_a_form_that_is_asked_for_again_keeps_what_was_typed(page, sign_in, person):
    thread = thread_of(2)
    sign_in(page, person)
    page.goto(thread.get_absolute_url())
    note = page.get_by_label("What should the moderators know?")
    page.get_by_role("link", name="Flag post 2").click()
    note.fill("Half a sentence")
    page.get_by_role("link", name="Flag post 2").click()

    expect(page.get_by_role("heading", name="Flag this post")).to_be_focused()
    expect(note).to_have_value("Half a sentence")


def test_a_preview_is_nothing_but_the_site_s_own(page, sign_in, person):
    sign_in(page, person)
    page.goto(thread_of(1).get_absolute_url())
    answers(page, 200, to=re.compile(r"/preview/"))
    page.get_by_label("Your reply").fill(WORDS)
    press(page, "Preview")

    preview = page.get_by_role("region", name="Preview")
    expect(preview).to_have_text(
        "The preview could not be made. Your text is untouched."
    )
