"""Nothing that anybody types becomes a slot, a control or a change of direction.

A character that no source may hold can still be named by a reference, wherever a
text takes one. Each place is tried with each way to write it.
"""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.plain import UNWANTED, tidy
from richtext import registry
from richtext.excerpts import excerpt
from richtext.markup import Writer
from richtext.plain import as_typed
from richtext.references import disarm
from richtext.worker import answer
from tests.richtext.parsing import is_line, outside, read, shown

WRITER = Writer()

# Slots of before, controls, a delete, overrides, halves of pairs, what is no character.
CODES = [
    *(0xE000, 0xE001, 0xE002, 0xE003, 0xF8FF, 0xF0000, 0x10FFFD),
    *(0x01, 0x08, 0x0B, 0x0C, 0x0D, 0x1A, 0x1F, 0x7F, 0x81, 0x9D),
    *(0x202D, 0x202E, 0xD800, 0xDFFF, 0xFDD0, 0xFFF9, 0xFFFE, 0xFFFF, 0x1FFFE),
]
FORMS = ["&#x{:X};", "&#X{:x};", "&#{};", "&#x000{:x};", "&#0000{};", "&#x{:x}", "&#{}"]
LAYERS = ["{}", "&amp;{}", "&#38;{}", "&#x26;{}", "\\{}", "&#x&#xE000;{}", "&{}"]
SLOTS = [
    "{0}line:1{1}",
    "{0}mention:ana{1}",
    '{0}line:1" hx-post="/x" hx-trigger="load{1}',
    "{0}mention:ana{2}<b>{1}",
    "{3}-fn-1",
    '{3}" onfocus="x',
    "a{0}b{1}",
    "/{0}/evil.example",
]
PLACES = [
    "{}",
    "a {} b",
    "# {}",
    "{}\n===",
    "> {}",
    "- {}",
    "- [ ] {}",
    "1. {}",
    "*{}* **{}** ~~{}~~",
    "`{}`",
    "``{}``",
    "    {}",
    "```\n{}\n```",
    "```{}\nx\ny\n```",
    "```python\nx = '{}'\ny\n```",
    "| {} | b |\n|---|---|\n| {} | @ana |",
    "[{}](https://example.org/)",
    "[a](https://example.org/{})",
    "[a](/{}/evil)",
    "[a](</{}>)",
    "[a](#{}-fn-1)",
    '[a](https://example.org/ "{}")',
    "[a](https://example.org/ '{}')",
    "![{}](https://example.org/p.png)",
    '![a](https://example.org/{} "{}")',
    "<https://example.org/{}>",
    "https://example.org/{}",
    "www.example.org/{}",
    "<mailto:a{}@example.org>",
    "[a](mailto:a{}@example.org)",
    "[^{}]\n\n[^{}]: x",
    "[^1]\n\n[^1]: {}",
    "@ana{}",
    "@{}ana",
    "<b title='{}'>",
    "&{}",
]

references = st.builds(
    lambda code, form, layer: layer.format(form.format(code)),
    st.sampled_from(CODES),
    st.sampled_from(FORMS),
    st.sampled_from(LAYERS),
)
smuggled = st.builds(
    lambda words, form, layer: words.format(
        *(layer.format(form.format(code)) for code in range(0xE000, 0xE004))
    ),
    st.sampled_from(SLOTS),
    st.sampled_from(FORMS),
    st.sampled_from(LAYERS),
)
contents = st.lists(
    st.one_of(references, smuggled, st.text("a;&#x0E\\ ", max_size=6)),
    min_size=1,
    max_size=3,
).map("".join)
sources = st.lists(
    st.builds(
        lambda place, content: place.replace("{}", content),
        st.sampled_from(PLACES),
        contents,
    ),
    min_size=1,
    max_size=3,
).map("\n\n".join)


def rendered(source):
    source = tidy(source)
    text, _ = answer(source, WRITER)
    return text or as_typed(source)


def slots_of(source):
    return [slot for slot in rendered(source).slots if slot.kind != "anchor"]


def check(source):
    """What the text holds and what a page shows of it is within the policy."""
    text = rendered(source)
    html = shown(text)
    named = {slot.key for slot in text.slots if slot.kind == "mention"}

    assert outside(text) == []
    assert UNWANTED.search(html) is None
    assert UNWANTED.search(unescape(html)) is None
    assert UNWANTED.search(excerpt(text, 400)) is None
    assert [name for name in named if f"@{name}" not in source.lower()] == []
    assert WRITER.placeholders.secret not in html
    elements = read(html).elements
    lines = [attributes for tag, attributes in elements if is_line(tag, attributes)]
    assert len(lines) == sum(slot.kind == "line" for slot in text.slots)


@pytest.mark.parametrize("place", PLACES)
def test_no_reference_to_an_unwanted_character_takes_effect_anywhere(place):
    for form in FORMS:
        for words in SLOTS:
            check(place.replace("{}", words.format(*map(form.format, CODES))))
        check(place.replace("{}", " ".join(map(form.format, CODES))))


@settings(max_examples=250)
@given(sources)
def test_every_attribute_of_a_filled_text_is_on_the_policys_list(source):
    check(source)


@pytest.mark.parametrize(
    "source",
    [
        "&#xE000;line:1&#xE001;",
        "&#57344;line:1&#57345;",
        "&#xE000line:1&#xE001",
        '[a](https://example.org/ "&#xE000;line:1&#xE001;")',
        "| &#xE000;mention:ana&#xE001; |\n|---|\n| x |",
        "# &#xE000;line:1&#xE001;",
    ],
)
def test_a_reference_makes_no_slot_and_is_read_as_it_was_typed(source):
    assert slots_of(source) == []
    read_as = unescape(shown(rendered(source)))
    assert set(re.findall("&#[0-9a-zA-Z]+", read_as)) == set(
        re.findall("&#[0-9a-zA-Z]+", source)
    )


@pytest.mark.parametrize(
    ("typed", "character"),
    [
        ("&zwj;", "\u200d"),
        ("&#8217;", "’"),
        ("&#150;", "–"),
        ("&#x1F600;", "😀"),
        ("&#9;", "\t"),
        ("&#x200F;", "\u200f"),
        ("&#x2067;", "\u2067"),
        ("&copy;", "©"),
        ("&#0;", "\ufffd"),
        ("&#99999999999999999999;", "\ufffd"),
    ],
)
def test_references_that_people_use_stay(typed, character):
    assert rendered(f"a {typed} b").parts == (f"<p>a {character} b</p>",)


@pytest.mark.parametrize(
    ("html", "disarmed"),
    [
        ("&#xE000;", "&amp;#xE000;"),
        ("&#xe000", "&amp;#xe000"),
        ("&#0057344;", "&amp;#0057344;"),
        ("&#x&#xE000;E000;", "&#x&amp;#xE000;E000;"),
        ("&amp;#xE000;", "&amp;#xE000;"),
        ("&#13;&#10;", "&amp;#13;&#10;"),
        ("&#x41;", "&#x41;"),
    ],
)
def test_disarm_takes_nothing_out_and_leaves_what_is_wanted(html, disarmed):
    assert disarm(html) == disarmed
    assert disarm(disarmed) == disarmed


@given(st.text("&#xX0E12;", max_size=40))
def test_nothing_that_was_disarmed_can_be_read_as_an_unwanted_character(html):
    assert UNWANTED.search(unescape(disarm(html))) is None


def test_a_secret_is_of_one_text_alone():
    secrets = set()
    for _ in range(3):
        rendered("@ana")
        secrets.add(WRITER.placeholders.secret)

    assert len(secrets) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", secret) for secret in secrets)


def test_what_a_text_of_before_looked_like_is_a_text_like_any_other(monkeypatch):
    monkeypatch.setattr(registry, "_kinds", {})
    words = "xline:1x \ue000line:1\ue001 [\"line\",\"1\",\"\"] ['line', '1', '']"

    assert slots_of(words) == []
