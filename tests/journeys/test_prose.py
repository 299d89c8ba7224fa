"""What members write, as a browser shows it."""

from io import BytesIO

import pytest
from PIL import Image

from forum.services.rendering import render_late_posts
from forum.services.threads import start_thread
from tests.factories.access import member
from tests.factories.forum import CategoryFactory

pytestmark = pytest.mark.django_db(transaction=True)

# How far a piece of the text of an element is from the left of that element.
INDENT = """(element, words) => {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const at = texts.currentNode.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(texts.currentNode, at);
    range.setEnd(texts.currentNode, at + words.length);
    return range.getBoundingClientRect().left - element.getBoundingClientRect().left;
  }
}"""
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def show():
    """`show(page, body)`: the text of a post that holds the body."""

    def show(page, body):
        thread = start_thread(
            author=member(), category=CategoryFactory(), title="A title", body=body
        )
        # On a busy machine the text may have been late.
        render_late_posts()
        page.goto(thread.get_absolute_url())
        return page.locator(".post .prose").first

    return show


def dark_part(screenshot):
    """How much of a picture is not as light as its lightest."""
    shades = Image.open(BytesIO(screenshot)).convert("L").tobytes()
    return sum(shade < max(shades) - 64 for shade in shades) / len(shades)


def test_one_enter_is_a_line(page, show):
    text = show(page, "One\nTwo *three*\nFour")

    assert text.inner_text() == "One\nTwo three\nFour"


@pytest.mark.parametrize("lines", [2, 120])
def test_a_tab_in_code_is_as_wide_in_each_line(page, show, lines):
    code = show(page, "```\n" + "a\n" * (lines - 2) + "\tb\n\t\tc\n```").locator("code")
    columns = {name: code.evaluate(INDENT, name) for name in ("b", "c")}
    width = code.evaluate(
        "element => parseFloat(getComputedStyle(element).paddingLeft)"
    )

    assert columns["b"] - width == pytest.approx(columns["c"] - columns["b"], abs=1)
    assert columns["b"] - width > 16


def test_a_copy_of_code_keeps_its_tabs(open_page, show):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    show(page, "```make\nall:\n\tgcc a.c\n```")

    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()

    assert page.evaluate("navigator.clipboard.readText()") == "all:\n\tgcc a.c"


@pytest.mark.parametrize("colours", ["none", "active"])
def test_a_task_shows_its_state_in_the_colours_of_the_reader(open_page, show, colours):
    page = open_page(forced_colors=colours)
    boxes = show(page, "- [ ] One\n- [x] Two\n\n1. [ ] Three\n2. [x] Four").locator(
        "input"
    )
    ink = [dark_part(boxes.nth(place).screenshot()) for place in range(4)]

    assert ink[1] > ink[0] + 0.15
    assert ink[3] > ink[2] + 0.15


@pytest.mark.parametrize(
    "body", ["1986. a", "999999999. a", "- b\n\n  1986. a", "\n".join(["1. a"] * 120)]
)
def test_the_numbers_of_a_list_are_not_cut_off(open_page, show, body):
    page = open_page(viewport=NARROW)
    text = show(page, body)
    lists = text.locator("ol")
    # What the marker needs, as if it stood in the text in the same type.
    room = lists.evaluate(
        """list => {
          const number = (list.start || 1) + list.children.length - 1;
          const ruler = document.createElement("span");
          ruler.textContent = `${number}. `;
          ruler.style.whiteSpace = "pre";
          list.lastElementChild.append(ruler);
          const needed = ruler.getBoundingClientRect().width;
          ruler.remove();
          return parseFloat(getComputedStyle(list).paddingLeft) - needed;
        }"""
    )

    assert room >= 0
