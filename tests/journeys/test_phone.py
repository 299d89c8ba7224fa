"""Every kind of page on a telephone: nothing sideways, and room for a finger."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from forum.services.threads import start_thread
from tests.architecture.world import World
from tests.factories.access import member
from tests.factories.forum import thread_of
from tests.journeys.contents import TEXT, full_story
from tests.journeys.fitting import WIDTHS, misfits
from tests.journeys.steps import own_menu

pytestmark = pytest.mark.django_db(transaction=True)

SMALL = {"width": 360, "height": 640}
WITH_KEYBOARD = {"width": 360, "height": 360}


def look(page, name):
    return [f"{name}: {fault}" for fault in misfits(page)]


def test_full_pages_fit(phone, sign_in):
    world, found = World(), []
    world.author.display_name = "W" * 60
    world.author.save()
    sign_in(phone, world.author)
    thread = start_thread(
        author=world.author, category=world.gated, title="W" * 140, body=TEXT
    )
    story = full_story(world.author)

    for url in (
        "/",
        thread.get_absolute_url(),
        world.gated.get_absolute_url(),
        story.get_absolute_url(),
        reverse("stories:story_index"),
        reverse("stories:own_edit", args=[story.pk]),
        reverse("forum:own_post_index"),
        reverse("accounts:profile_detail", args=["author"]),
        reverse("search:result_index") + "?q=" + "W" * 140,
    ):
        assert phone.goto(url).status == 200, url
        found += look(phone, url)
    own_menu(phone).click()
    found += look(phone, "own menu")

    assert not found, "\n".join(found)


def test_reading_and_writing_with_a_finger(phone, sign_in):
    thread, person = thread_of(21, title="A thread to reply to"), member()
    sign_in(phone, person)
    phone.goto("/")
    assert phone.evaluate("matchMedia('(hover: none)').matches")
    phone.get_by_role("link", name="A thread to reply to").first.tap()
    phone.get_by_role("link", name="Later: 21 to 21").first.tap()
    phone.get_by_label("Your reply").tap()
    phone.get_by_label("Your reply").fill("From the train.")
    phone.get_by_role("main").get_by_role("button", name="Reply", exact=True).tap()
    expect(phone.locator("article.post").last).to_contain_text("From the train.")

    own_menu(phone).tap()
    phone.get_by_role("link", name="Settings").tap()
    expect(phone.get_by_role("heading", name="Name, zone and look")).to_be_visible()
    assert thread.posts.count() == 22


# Where the line of the caret ends, by the lines before it: none of them is broken.
CARET = """box => {
  const style = getComputedStyle(box);
  const lines = box.value.slice(0, box.selectionStart).split("\\n").length;
  return box.getBoundingClientRect().top + parseFloat(style.paddingTop)
    + lines * parseFloat(style.lineHeight) - box.scrollTop;
}"""


@pytest.mark.parametrize(
    ("address", "name"),
    [("/t/{}/reply/", "Reply"), ("/t/{}/", "Reply"), ("/t/new/", "Start the thread")],
)
def test_send_stays_in_sight_while_one_writes(open_page, sign_in, address, name):
    page = sign_in(open_page(viewport=SMALL, has_touch=True), member())
    page.goto(address.format(thread_of(20).pk))
    box = page.locator(".composer textarea")
    send = page.get_by_role("main").get_by_role("button", name=name, exact=True)

    box.tap()
    expect(box).to_be_focused()
    expect(send).to_be_in_viewport(ratio=1)

    page.set_viewport_size(WITH_KEYBOARD)
    for line in range(15):
        box.press_sequentially(f"line {line}")
        box.press("Enter")
        expect(send).to_be_in_viewport(ratio=1)
        assert 0 < box.evaluate(CARET) <= send.bounding_box()["y"]


@pytest.mark.parametrize("width", WIDTHS)
def test_all_buttons_above_a_text_are_in_sight(phone, sign_in, width):
    sign_in(phone, member()).set_viewport_size({"width": width, "height": 844})
    phone.goto(reverse("forum:thread_create"))
    bar = phone.get_by_role("toolbar")

    bar.scroll_into_view_if_needed()
    for button in bar.get_by_role("button").all():
        expect(button).to_be_in_viewport(ratio=1)


def test_the_address_of_a_door_stays_in_sight_beside_its_answers(phone):
    phone.goto(reverse("pages:door_index"))
    table = phone.get_by_role("region", name="Answers by address and reader")

    table.evaluate("box => box.scrollLeft = box.scrollWidth")
    address = table.get_by_role("rowheader").first.bounding_box()
    answer = table.get_by_role("row").nth(1).get_by_role("cell").last.bounding_box()

    assert 0 <= address["x"] < answer["x"]
    assert address["x"] + address["width"] <= answer["x"]
