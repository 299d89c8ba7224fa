import pytest
from django.template import Context, Template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from richtext import registry, slots
from richtext.parts import RichText, Slot
from richtext.rendering import render


class Post:
    def __init__(self, body, anchor="p43"):
        self.body_html = render(body).html
        self.anchor = anchor


@pytest.fixture
def people(monkeypatch):
    """Handles that exist, and the questions that were asked about them."""
    asked = []
    monkeypatch.setattr(registry, "_kinds", {})

    def resolve(keys):
        asked.append(keys)
        return {
            key: mark_safe(f'<a href="/u/{key}/">@{key.title()}</a>')
            for key in keys & {"ana", "bob"}
        }

    registry.register_slot("mention", resolve)
    return asked


def show(thing, call="prose"):
    template = Template(f"{{% load richtext %}}{{{{ thing|{call} }}}}")
    return template.render(Context({"thing": thing}))


def test_prose_fills_mentions_and_leaves_unknown_ones_as_typed(people):
    assert show(Post("@ana, @Nobody and @bob")) == (
        '<p><a href="/u/ana/">@Ana</a>, @Nobody and <a href="/u/bob/">@Bob</a></p>'
    )


def test_fill_asks_once_for_all_texts(people):
    texts = [render(text).html for text in ("@ana", "@bob @ana", "*nobody*")]

    filled = slots.fill_all(texts)

    assert people == [{"ana", "bob"}]
    assert [type(html) for html in filled] == [SafeString] * 3


def test_fill_asks_nothing_where_there_is_nothing_to_fill(people):
    slots.fill_all([render("*a*").html])

    assert people == []


def test_fill_onto_prepares_a_page_for_prose(people):
    posts = [Post("@ana", "p1"), Post("```\na\nb\n```", "p2")]

    slots.fill_onto(posts)

    assert show(posts[0]) == '<p><a href="/u/ana/">@Ana</a></p>'
    assert 'id="p2-L2"' in show(posts[1])
    assert people == [{"ana"}]


def test_a_slot_that_nobody_fills_shows_what_was_typed(monkeypatch):
    monkeypatch.setattr(registry, "_kinds", {})

    assert show(Post("Hi @Ana")) == "<p>Hi @Ana</p>"


def test_a_slot_waits_for_its_page_and_what_a_place_fills_does_not(
    monkeypatch,
):
    monkeypatch.setattr(registry, "_kinds", {})
    registry.register_slot(
        "mention",
        lambda keys, access: {
            key: format_html("<b>{} {}</b>", key, access) for key in keys
        },
        personal=True,
    )
    text = render("@ana\n\n```\na\nb\n```").html

    kept = slots.settle(text, "p1")

    assert [slot.kind for slot in kept.slots] == ["mention"]
    found = slots.find(slots.needed([kept]), "mine")
    assert slots.fill(kept, found) == slots.fill(text, found, "p1")
    assert "<b>ana mine</b>" in slots.fill(kept, found)


def test_lines_of_code_link_to_themselves_under_the_anchor():
    html = show(Post("```\na\nb\n```\n\n```\nc\nd\n```"))

    assert (
        '<a class="ln" href="#p43-L2" id="p43-L2" aria-hidden="true" tabindex="-1">2'
        "</a>b"
    ) in html
    assert 'id="p43-2-L1"' in html


def test_footnotes_of_two_posts_on_a_page_have_different_ids():
    text = "a[^1]\n\n[^1]: b"

    first, second = show(Post(text, "p1")), show(Post(text, "p2"))

    assert ('id="p1-fn-1"' in first, 'href="#p1-fn-1"' in first) == (True, True)
    assert second == first.replace("p1-", "p2-")


@pytest.mark.parametrize("anchor", ['"><script>', "P 1", "1", "", "é"])
def test_an_anchor_that_is_none_is_not_taken(anchor):
    assert 'id="text-fn-1"' in show(Post("a[^1]\n\n[^1]: b", anchor))


def test_prose_takes_a_text_and_an_anchor():
    text = render("a[^1]\n\n[^1]: b").html

    assert 'id="lead-fn-1"' in show(text, 'prose:"lead"')


def test_prose_escapes_a_string():
    assert show("<b>") == "&lt;b&gt;"


@pytest.mark.parametrize("answer", ["<i>", SafeString("&lt;i&gt;")])
def test_what_fills_a_slot_is_html_or_is_escaped(monkeypatch, answer):
    monkeypatch.setattr(registry, "_kinds", {})
    registry.register_slot("mention", lambda keys: dict.fromkeys(keys, answer))

    assert slots.fill_all([RichText((Slot("mention", "ana", "@ana"),))]) == [
        "&lt;i&gt;"
    ]


@pytest.mark.parametrize(
    "slot",
    [
        Slot("line", '1" hx-post="/x', "<b>"),
        Slot("line", "0", "<b>"),
        Slot("mention", "ana'", "<b>"),
        Slot("mention", "Ana", "<b>"),
        Slot("mention", "", "<b>"),
        Slot("mention", "nobody", "<b>"),
        Slot("unknown", "ana", "<b>"),
        Slot("LINE", "1", "<b>"),
    ],
)
def test_a_slot_that_its_kind_does_not_take_is_shown_as_typed(people, slot):
    assert slots.fill_all([RichText((slot,))], anchors=["p1"]) == ["&lt;b&gt;"]
    assert set().union(*people) <= {"nobody"}
