import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from richtext import limits, slots
from richtext.joining import as_source, join, render_joined
from richtext.parts import RichText
from richtext.rendering import UNRENDERED, Rendered, render
from tests.richtext.parsing import outside, read, rich, text_of

OPENINGS = [
    "```\nnever closed",
    "> a quote",
    "1. one\n2. two",
    "- a\n    - b",
    "# Heading",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "    indented code",
    "plain words",
    "a note[^1]\n\n[^1]: below",
    "~~~~python\nx = 1",
    "**open",
    "`open",
    "[open](https://example.com",
    "<!-- open",
]


@pytest.mark.parametrize("second", OPENINGS)
@pytest.mark.parametrize("first", OPENINGS)
def test_two_texts_joined_are_both_whole(first, second):
    joined = render_joined([first, second], render)

    assert text_of(joined.html) == "\n".join(
        [text_of(render(first).html), text_of(render(second).html)]
    )
    assert outside(joined.html) == []


NOTES = "One[^1], two[^b] and one again[^1].\n\n[^1]: First.\n\n[^b]: Second.\n"
CODE = "```\na\nb\n```\n\n```\nc\nd\n```\n"


def test_notes_and_lines_of_code_are_counted_through():
    joined = render_joined([NOTES + CODE, "no notes", NOTES + CODE, CODE], render)
    page = slots.fill(joined.html, {}, "p7")

    elements = read(page).elements
    ids = [held["id"] for _tag, held in elements if "id" in held]
    targets = [held["href"] for _tag, held in elements if "href" in held]
    assert len(ids) == len(set(ids))
    assert {target.removeprefix("#") for target in targets} <= set(ids)
    assert [one for one in ids if "-fn-" in one] == [
        f"p7-fn-{number}" for number in (1, 2, 3, 4)
    ]
    assert [one for one in ids if re.search(r"-L\d", one)] == [
        *("p7-L1", "p7-L2", "p7-2-L1", "p7-2-L2", "p7-3-L1", "p7-3-L2"),
        *("p7-4-L1", "p7-4-L2", "p7-5-L1", "p7-5-L2", "p7-6-L1", "p7-6-L2"),
    ]


def test_join_is_as_stale_as_the_stalest_and_names_everybody_once():
    joined = join(
        [
            Rendered(rich("<p>a</p>"), 3, ("ana", "ben")),
            Rendered(RichText(), 3),
            Rendered(rich("<p>b</p>"), UNRENDERED, ("ben", "cai")),
        ]
    )

    assert joined == Rendered(
        rich("<p>a</p>\n<p>b</p>"), UNRENDERED, ("ana", "ben", "cai")
    )


def test_texts_that_are_too_large_together_are_shown_as_typed():
    large = "".join(f"*a{number}*\n\n" for number in range(2))
    html = "<p>" + "x" * (limits.HTML_MAX // 2) + "</p>"

    joined = render_joined([large, large], lambda source: Rendered(rich(html)))

    assert text_of(joined.html).count("*a1*") == 2
    assert limits.fits(joined.html.parts, large * 2)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "**bold**",
            "@mira-valk",
            "`code`",
            "[a](https://example.com)",
            "R&D &amp; x",
        ),
        *("snake_case _em_", "~~gone~~", "C++ <b>", "\\*", "![a](b)", "a [^1]"),
    ],
)
def test_as_source_is_shown_as_it_is(words):
    rendered = render(f"I went from {as_source(words)} to another.")

    assert text_of(rendered.html) == f"I went from {words} to another."
    assert rendered.mentions == ()


@given(st.lists(st.sampled_from([*OPENINGS, NOTES, CODE]), max_size=4))
def test_join_keeps_to_the_policy(sources):
    assert outside(join(render(source) for source in sources).html) == []
