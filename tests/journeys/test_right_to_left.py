"""Names and titles that are read from right to left, among words that are not."""

import pytest

from forum.services.threads import start_thread
from tests.factories.access import member
from tests.factories.forum import CategoryFactory

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "אחמד כהן"
TITLE = "איך עוברים אל MLOps בתוך שנה"
# Where a piece of the text of an element begins on the screen.
LEFT = """(element, words) => {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const at = texts.currentNode.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(texts.currentNode, at);
    range.setEnd(texts.currentNode, at + words.length);
    return range.getBoundingClientRect().left;
  }
}"""


@pytest.fixture
def thread():
    author = member(display_name=NAME)
    return start_thread(
        author=author, category=CategoryFactory(), title=TITLE, body="Text."
    )


def order(element, *words):
    """The words as the eye meets them, from the left."""
    return sorted(words, key=lambda word: element.evaluate(LEFT, word))


@pytest.mark.parametrize("place", ["list", "page"])
def test_a_title_keeps_the_order_of_its_words(page, thread, place):
    if place == "page":
        page.goto(thread.get_absolute_url())
        title = page.get_by_role("heading", level=1)
    else:
        page.goto(thread.category.get_absolute_url())
        title = page.get_by_role("main").get_by_role("link", name="MLOps").first

    assert order(title, "איך", "MLOps", "שנה") == ["שנה", "MLOps", "איך"]


def test_a_name_leaves_the_date_beside_it_whole(page, thread):
    page.goto("/")
    row = page.get_by_role("main").get_by_role("listitem").filter(has_text="MLOps")
    month = thread.created_at.strftime("%b")
    day = f"{thread.created_at.day} {month}"

    assert order(row.first, NAME, day, month) == [NAME, day, month]
