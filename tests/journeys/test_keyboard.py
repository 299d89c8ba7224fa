"""The whole path with no other device than a keyboard."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from forum.services.posts import reply_to_thread
from moderation.models import Flag
from tests.factories.access import member
from tests.factories.accounts import PASSWORD
from tests.factories.forum import CategoryFactory, thread_of
from tests.jobs import run_jobs
from tests.journeys.steps import heading, own_menu, post

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "Who tunes the drift alerts?"
STOPS = 60  # at the most from one thing to the next

# What has the focus, whether it is in sight, and whether a ring says so.
FOCUS = """() => {
  const here = document.activeElement;
  const box = (here.closest("label") || here).getBoundingClientRect();
  const ring = (element) => {
    if (!element) return false;
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  return {
    what: here.outerHTML.slice(0, 160),
    inSight: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    ring: [here, here.closest("label"), here.nextElementSibling].some(ring),
  };
}"""
HAS_FOCUS = "element => element === document.activeElement"


def tab_to(page, goal, key="Tab"):
    """Press Tab until something has the focus; every stop on the way is visible."""
    for _ in range(STOPS):
        page.keyboard.press(key)
        focus = page.evaluate(FOCUS)
        assert focus["inSight"], focus
        assert focus["ring"], focus
        if goal.evaluate(HAS_FOCUS):
            return
    raise AssertionError(f"{STOPS} stops, and none was {goal}")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_from_home_to_settings(page):
    person = member(display_name="Tove Berg")
    thread = thread_of(2, title=TITLE, category=CategoryFactory(name="Tools"))
    page.goto("/")

    # The first stop leads past the header.
    press(page, "Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    press(page, "Enter")
    expect(page.get_by_role("main")).to_be_focused()

    page.goto("/")
    tab_to(page, page.get_by_role("banner").get_by_role("link", name="Sign in"))
    press(page, "Enter")
    heading(page, "Sign in")
    tab_to(page, page.get_by_label("Email"))
    page.keyboard.type(person.email)
    tab_to(page, page.get_by_label("Password"))
    page.keyboard.type(PASSWORD)
    press(page, "Enter")
    expect(own_menu(page)).to_be_visible()

    tab_to(page, page.get_by_role("banner").get_by_role("searchbox"))
    page.keyboard.type("drift alerts")
    press(page, "Enter")
    heading(page, "Search")
    tab_to(page, page.get_by_role("main").get_by_role("link", name=TITLE).first)
    press(page, "Enter")
    heading(page, TITLE)

    tab_to(page, page.get_by_label("Your reply"))
    page.keyboard.type("The people who are paged for them.")
    tab_to(page, page.get_by_role("main").get_by_role("button", name="Reply"))
    press(page, "Enter")
    expect(post(page, 3)).to_contain_text("The people who are paged for them.")
    expect(page.locator("article.post").last).to_be_focused()

    flag = page.get_by_role("link", name="Flag post 2")
    tab_to(page, flag, key="Shift+Tab")
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Flag this post")).to_be_focused()
    tab_to(page, page.get_by_label("Advertisement"))
    press(page, "Space", "ArrowDown", "ArrowUp", "ArrowDown")
    expect(page.get_by_label("Attacks or belittles someone")).to_be_checked()
    tab_to(page, page.get_by_label("What should the moderators know?"))
    page.keyboard.type("It was not meant as a joke.")
    tab_to(page, page.get_by_role("button", name="Send to the moderators"))
    press(page, "Enter")
    expect(page.get_by_text("The moderators have it.")).to_be_visible()
    assert Flag.objects.get().note == "It was not meant as a joke."
    assert thread.posts.count() == 3

    page.goto("/")
    tab_to(page, own_menu(page))
    press(page, "Enter")
    tab_to(page, page.get_by_role("link", name="Settings"))
    press(page, "Enter")
    heading(page, "Name, zone and look")
    tab_to(page, page.get_by_role("button", name="Save"))


def test_the_bar_of_the_composer(page, sign_in):
    sign_in(page, member())
    page.goto(reverse("forum:post_create", args=[thread_of(1).pk]))
    box = page.get_by_label("Your reply")
    tab_to(page, page.get_by_role("button", name="Bold"))
    press(page, "ArrowRight")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()
    press(page, "End")
    expect(page.get_by_role("button", name="Preview")).to_be_focused()
    # The whole bar is one stop.
    tab_to(page, box)

    page.keyboard.type("weight")
    press(page, "Control+a")
    tab_to(page, page.get_by_role("button", name="Preview"), key="Shift+Tab")
    press(page, "Home", "Enter")
    expect(box).to_be_focused()
    expect(box).to_have_value("**weight**")

    tab_to(page, page.get_by_role("button", name="Bold"), key="Shift+Tab")
    press(page, "End", "Enter")
    preview = page.get_by_role("region", name="Preview")
    expect(preview.locator("strong")).to_have_text("weight")


def test_a_menu_closes_and_gives_the_focus_back(page, sign_in):
    sign_in(page, member())
    page.goto("/")
    tab_to(page, own_menu(page))
    press(page, "Enter")
    notices = page.locator("details.menu").get_by_role("link", name="Notices")
    expect(notices).to_be_visible()
    press(page, "Tab", "Escape")

    expect(notices).to_be_hidden()
    expect(own_menu(page)).to_be_focused()


def test_single_keys_and_switching_them_off(page, sign_in):
    thread = thread_of(3, title=TITLE)
    sign_in(page, member())
    page.goto(thread.get_absolute_url())

    press(page, "j")
    expect(post(page, 1).get_by_role("heading", level=3)).to_be_focused()
    press(page, "j", "j")
    expect(post(page, 3).get_by_role("heading", level=3)).to_be_focused()
    press(page, "k")
    expect(post(page, 2).get_by_role("heading", level=3)).to_be_focused()
    press(page, "r")
    expect(page.get_by_label("Your reply")).to_be_focused()
    # Where one types, a letter is a letter.
    press(page, "j", "/", "?")
    expect(page.get_by_label("Your reply")).to_have_value("j/?")

    page.get_by_role("main").focus()
    press(page, "/")
    search = page.get_by_role("banner").get_by_role("searchbox")
    expect(search).to_be_focused()
    expect(search).to_have_value("")

    page.get_by_role("main").focus()
    press(page, "?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_be_visible()
    tab_to(page, keys.get_by_role("button", name="Switch keys off on this device"))
    press(page, "Enter")
    expect(keys).to_be_hidden()
    page.get_by_role("main").focus()
    press(page, "/")
    expect(search).not_to_be_focused()
    page.reload()
    press(page, "r")
    expect(page.get_by_label("Your reply")).not_to_be_focused()


# Where the focus is, and whether the help is open.
DONE = """() => {
  const here = document.activeElement;
  if (document.getElementById("keys").open) return "help";
  if (here.closest("[role=search]")) return "search";
  if (here.matches("textarea, [data-reply]")) return "reply";
  if (here.closest(".unread")) return "unread";
  return here.closest("main") && here.textContent.trim();
}"""


@pytest.mark.parametrize(
    ("place", "listed"),
    [
        ("home", "/ j k ?"),
        ("about", "/ ?"),
        ("category", "/ j k ?"),
        ("thread", "/ j k r ?"),
        ("thread for a visitor", "/ j k r ?"),
        ("edit", "/ ?"),
        ("search", "/ j k ?"),
        ("notices", "/ j k n ?"),
        ("no notices", "/ ?"),
    ],
)
def test_every_key_that_is_listed_works_there(page, sign_in, place, listed):
    person = member()
    thread = thread_of(2, title=TITLE, author=person)
    if place != "thread for a visitor":
        sign_in(page, person)
    if place == "notices":
        reply_to_thread(author=member(), thread=thread, body="An answer")
        run_jobs()
    page.goto(
        {
            "home": "/",
            "about": reverse("pages:about_detail"),
            "category": thread.category.get_absolute_url(),
            "edit": reverse("forum:own_post_edit", args=[thread.posts.first().pk]),
            "search": reverse("search:result_index") + "?q=drift",
            "notices": reverse("notifications:notice_index"),
            "no notices": reverse("notifications:notice_index"),
        }.get(place, thread.get_absolute_url())
    )
    press(page, "?")
    keys = page.get_by_role("dialog", name="Keys")
    rows = keys.locator("[data-keys]:visible kbd")
    assert rows.all_inner_texts() == listed.split()
    page.keyboard.press("Escape")

    for key in ("/", "j", "k", "n", "r", "?"):
        page.evaluate("document.activeElement.blur()")
        press(page, key)
        done = page.evaluate(DONE)
        page.keyboard.press("Escape")
        special = {"/": "search", "?": "help", "n": "unread", "r": "reply"}
        if key not in listed.split():
            assert not done, key
        elif key in special:
            assert done == special[key], key
        else:
            assert done, key


def test_the_keys_while_one_writes_are_listed(page, sign_in):
    """What each does, the journeys of the composer show."""
    sign_in(page, member())
    page.goto("/")
    press(page, "?")

    rows = page.get_by_role("dialog", name="Keys").locator(".keys").nth(1)
    told = [row.inner_text().split("\n") for row in rows.locator("div").all()]
    assert [(keys.split()[-1], does) for keys, does in told] == [
        *(("B", "Bold"), ("I", "Italic"), ("K", "Link"), ("Enter", "Send")),
    ]


def test_single_keys_are_a_setting_of_the_member(page, sign_in):
    sign_in(page, member())
    page.goto(reverse("accounts:settings_edit"))
    tab_to(page, page.get_by_label("Single keys"))
    press(page, "Space")
    tab_to(page, page.get_by_role("button", name="Save"))
    press(page, "Enter")
    expect(page.get_by_label("Single keys")).not_to_be_checked()

    page.goto("/")
    press(page, "?", "/")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    expect(page.get_by_role("banner").get_by_role("searchbox")).not_to_be_focused()
