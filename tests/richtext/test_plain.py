from hypothesis import given, settings
from hypothesis import strategies as st

from core.plain import tidy
from richtext.markup import Writer
from richtext.plain import as_typed, is_unmarked, paragraphs
from richtext.worker import answer
from tests.richtext.parsing import outside, shown

WRITER = Writer()
WORDS = st.text("ab1 2.\n\n\n:;-+()'\"/é—!?%www,_", max_size=60)
LINES = st.lists(
    st.text(
        st.one_of(st.characters(categories=["L", "N"]), st.sampled_from(" .,'—)%"))
    ),
    max_size=6,
).map("\n".join)


@settings(max_examples=500)
@given(st.one_of(WORDS, LINES, st.text(max_size=40)))
def test_what_is_taken_for_unmarked_is_what_markdown_leaves_alone(text):
    text = tidy(text)
    if is_unmarked(text):
        assert answer(text, WRITER)[0] == paragraphs(text)


def test_an_ordinary_post_is_unmarked():
    assert is_unmarked(
        "We moved two models last spring, and it took three months (not one).\n\n"
        "What surprised me: nobody asked for CI/CD — “it's there already”. Why?"
    )


def test_lines_of_an_unmarked_text_are_kept():
    assert is_unmarked("a\nb\n\n\nc\n")
    assert shown(paragraphs("a\nb\n\n\nc\n")) == "<p>a<br>\nb</p>\n<p>c</p>"


def test_as_typed_keeps_lines_and_escapes():
    assert shown(as_typed("<b>a & b\n  c\n\n\n*d*\n")) == (
        "<p>&lt;b&gt;a &amp; b<br>\n  c</p>\n<p>*d*</p>"
    )


@given(st.text(max_size=200))
def test_as_typed_is_within_the_policy(text):
    assert outside(as_typed(tidy(text))) == []
