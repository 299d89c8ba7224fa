"""The bar above the text, and the keys that do the same."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories.access import member
from tests.factories.forum import thread_of
from tests.journeys.steps import post

pytestmark = pytest.mark.django_db(transaction=True)

# A text with the selection between two bars; a single bar is the caret.
MARKED = """(field) => {
  const { value, selectionStart: start, selectionEnd: end } = field;
  const chosen = start === end ? "|" : `|${value.slice(start, end)}|`;
  return value.slice(0, start) + chosen + value.slice(end);
}"""
SELECT = (
    "(field, [start, end]) => { field.focus(); field.setSelectionRange(start, end); }"
)


@pytest.fixture
def box(page, sign_in):
    sign_in(page, member())
    page.goto(reverse("forum:post_create", args=[thread_of(1).pk]))
    return page.get_by_label("Your reply")


def choose(box, marked):
    before, *chosen, after = marked.split("|")
    box.fill(before + "".join(chosen) + after)
    end = len(before) + len("".join(chosen))
    box.evaluate(SELECT, [len(before), end])


def action(page, name):
    page.get_by_role("toolbar").get_by_role("button", name=name).click()


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("Bold", "a |word |b", "a **|word|** b"),
        ("Bold", "a| word\n|b", "a **|word|**\nb"),
        ("Bold", "a|b", "a**|**b"),
        ("Bold", "a|  |b", "a**|**  b"),
        ("Bold", "**|word|**", "|word|"),
        ("Bold", "|**word**|", "|word|"),
        ("Bold", "*|word|*", "***|word|***"),
        ("Bold", "***|word|***", "*|word|*"),
        ("Bold", "|one\n\n- two\n> three|", "|**one**\n\n- **two**\n> **three**|"),
        ("Bold", "|**one**\n\n- **two**|", "|one\n\n- two|"),
        ("Italic", "|word|", "*|word|*"),
        ("Italic", "*|word|*", "|word|"),
        ("Italic", "**|word|**", "***|word|***"),
        ("Quote", "one\n|two\nthree|\nfour", "one\n|> two\n> three|\n\nfour"),
        ("Quote", "|one\n\ntwo\n|", "|> one\n>\n> two|\n"),
        ("Quote", "|> one\n>\n> two|", "|one\n\ntwo|"),
        ("Quote", "one|", "> one|"),
        ("Quote", "> one|", "one|"),
        ("List", "|one\n\ntwo\n|three", "|- one\n\n- two|\n\nthree"),
        ("List", "- o|ne\n- two|", "|one\ntwo|"),
        ("List", "|", "- |"),
        ("Code", "a |word |b", "a `|word|` b"),
        ("Code", "`|word|`", "|word|"),
        ("Code", "|`word`|", "|word|"),
        ("Code", "|a `b` c|", "``|a `b` c|``"),
        ("Code", "|a `` b`|", "``` |a `` b`| ```"),
        ("Code", "a|b", "a`|`b"),
        ("Code", "o|ne\nt|wo\nthree", "```\n|one\ntwo|\n```\nthree"),
        ("Code", "zero\n|one\n  two\n|three", "zero\n```\n|one\n  two|\n```\nthree"),
        ("Code", "|```\none\n```|", "|one|"),
        ("Code", "```\n|one\ntwo|\n```", "|one\ntwo|"),
        ("Code", "|one\n```\ntwo|", "````\n|one\n```\ntwo|\n````"),
        ("Link", "a |word |b", "a [word](|https://|) b"),
        ("Link", "a |b", "a [text](|https://|)b"),
        ("Link", "|https://example.com/a|", "[|text|](https://example.com/a)"),
        ("Link", "|https://example.com/a_(b)|", "[|text|](<https://example.com/a_(b)>)"),
        ("Link", "|[word](https://example.com)|", "|word|"),
        ("Link", "|a [b] c|", r"[a \[b\] c](|https://|)"),
    ],
)  # fmt: skip
def test_an_act_of_the_bar(page, box, name, before, after):
    choose(box, before)
    plain = before.replace("|", "")

    action(page, name)

    assert box.evaluate(MARKED) == after
    expect(box).to_be_focused()
    # One step of the browser's own undo takes it back, and one brings it again.
    page.keyboard.press("Control+z")
    expect(box).to_have_value(plain)
    page.keyboard.press("Control+Shift+z")
    expect(box).to_have_value(after.replace("|", ""))


@pytest.mark.parametrize(
    ("key", "after"),
    [
        ("Control+b", "a **|word|** b"),
        ("Control+i", "a *|word|* b"),
        ("Control+k", "a [word](|https://|) b"),
    ],
)
def test_a_key_does_what_its_button_does(page, box, key, after):
    choose(box, "a |word| b")

    page.keyboard.press(key)

    assert box.evaluate(MARKED) == after


def test_the_keys_are_told_where_the_pointer_rests(page, box):
    bar = page.get_by_role("toolbar")
    told = [button.get_attribute("title") for button in bar.get_by_role("button").all()]

    assert told[:6] == [
        "Bold (Ctrl or Cmd and B)",
        "Italic (Ctrl or Cmd and I)",
        "Quote",
        "Code",
        "List",
        "Link (Ctrl or Cmd and K)",
    ]
    send = page.get_by_role("main").get_by_role("button", name="Reply", exact=True)
    expect(send).to_have_attribute("title", "Ctrl or Cmd and Enter")


def test_enter_with_control_sends(page, box):
    box.fill("Sent by a key")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")

    expect(post(page, 2)).to_contain_text("Sent by a key")


def test_letters_that_are_being_put_together_are_left_alone(page, box):
    """Keys of a method of input, which a browser marks as such."""
    choose(box, "|word|")
    box.evaluate(
        """(field) => ["b", "Enter"].forEach((key) => field.dispatchEvent(
            new KeyboardEvent("keydown",
                { key, ctrlKey: true, isComposing: true, bubbles: true })))"""
    )

    assert box.evaluate(MARKED) == "|word|"
    expect(page.get_by_role("heading", name="Your reply", level=1)).to_be_visible()


def test_an_act_while_the_preview_is_shown_goes_back_to_the_text(page, box):
    choose(box, "|word|")
    action(page, "Preview")
    expect(page.get_by_role("region", name="Preview")).to_be_visible()

    action(page, "Bold")

    expect(box).to_be_focused()
    expect(box).to_have_value("**word**")


def test_the_bar_is_one_stop_where_it_was_left(page, box):
    action(page, "Quote")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Quote")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    expect(box).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Code")).to_be_focused()


@pytest.mark.parametrize("width", [320, 360, 390])
def test_the_bar_is_one_row_on_a_phone(box, page, width):
    page.set_viewport_size({"width": width, "height": 640})
    buttons = page.get_by_role("toolbar").get_by_role("button").all()

    assert len({round(button.bounding_box()["y"]) for button in buttons}) == 1


@pytest.mark.parametrize("colours", ["none", "active"])
def test_which_of_write_and_preview_is_on_shows(open_page, sign_in, colours):
    page = sign_in(open_page(forced_colors=colours), member())
    page.goto(reverse("forum:post_create", args=[thread_of(1).pk]))
    ground = "(button) => getComputedStyle(button).backgroundColor"
    write, preview = (
        page.get_by_role("toolbar").get_by_role("button", name=name)
        for name in ("Write", "Preview")
    )

    assert write.evaluate(ground) != preview.evaluate(ground)
