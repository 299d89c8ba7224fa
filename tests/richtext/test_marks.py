import unicodedata

import pytest

from core.plain import MARKS_MAX
from richtext.marks import bound_marks
from richtext.rendering import render
from tests.richtext.parsing import text_of


@pytest.mark.parametrize(
    "source",
    [
        "Z" + "\u0301" * 60,
        "Z" + "&#x301;" * 60,
        "Z" + "&#769;" * 60,
        "`Z" + "\u0335" * 60 + "`",
        "[Z" + "&#x20dd;" * 60 + "](https://example.com)",
        "Z" + "**\u0301\u0301\u0301\u0301**" * 9,
        "| Z" + "\u0301" * 60 + " |\n|---|\n| a |",
        "```\nZ" + "\u0301" * 60 + "\n```",
    ],
)
def test_a_post_has_eight_marks_on_a_base(source):
    marks = 0
    for sign in text_of(render(source).html):
        is_mark = unicodedata.category(sign) in {"Mn", "Me"}
        marks = marks + 1 if is_mark else 0
        assert marks <= MARKS_MAX


def test_a_tag_between_marks_does_not_part_them():
    html = "<p>Z" + "<em>\u0301\u0301\u0301</em>" * 4 + "</p><p>a\u0301</p>"

    assert bound_marks(html) == (
        "<p>Z"
        + "<em>\u0301\u0301\u0301</em>" * 2
        + "<em>\u0301\u0301</em><em></em></p><p>a\u0301</p>"
    )


def test_scripts_that_stack_marks_are_left_alone():
    words = "<p>हिन्दी שָׁל֑וֹם ไม้โท བརྩོན་འགྲུས Nguyễn</p>"

    assert bound_marks(words) == words
