"""Nothing outside the policy comes out, whatever comes in: figure 1 of security."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.plain import tidy
from richtext.markup import Writer
from richtext.plain import as_typed
from richtext.rendering import render
from richtext.sanitising import sanitise
from richtext.worker import answer
from tests.richtext.hostile import DISGUISES, LINKS, MUTATIONS, RAW, TEXTS
from tests.richtext.parsing import outside, read, shown

WRITER = Writer()


def rendered(source):
    """As a worker would, in this process: thousands of them in a second or two."""
    html, _ = answer(tidy(source), WRITER)
    return html or as_typed(tidy(source))


@pytest.mark.parametrize(
    "texts", [LINKS, RAW, DISGUISES], ids=["links", "raw", "disguised"]
)
def test_a_hostile_text_keeps_nothing_outside_the_policy(texts):
    found = {text: outside(rendered(text)) for text in texts}

    assert {text: what for text, what in found.items() if what} == {}


def test_each_sanitiser_holds_what_no_parser_of_markdown_stopped():
    """Raw HTML never reaches them; here it does."""
    found = {text: outside(sanitise(text)) for text in RAW}

    # A link that only the sanitisers saw has nobody to set its `rel`.
    found = {
        text: [what for what in whats if what != "a without rel"]
        for text, whats in found.items()
    }
    assert {text: what for text, what in found.items() if what} == {}


@pytest.mark.parametrize("text", MUTATIONS)
def test_what_was_sanitised_reads_the_same_a_second_time(text):
    once = sanitise(text)

    assert sanitise(once) == once


@pytest.mark.parametrize("text", [*DISGUISES, *MUTATIONS])
def test_render_never_raises_and_keeps_the_policy(text):
    assert outside(render(text).html) == []


def test_a_tag_that_was_typed_is_read_as_typed():
    html = render("Put <script> before </body>, and <b>not</b> here.").html

    assert shown(html) == (
        "<p>Put &lt;script&gt; before &lt;/body&gt;, and "
        "&lt;b&gt;not&lt;/b&gt; here.</p>"
    )


def test_a_picture_from_elsewhere_is_a_link():
    html = render("![Our *pipeline*](https://example.org/p.png)").html

    assert shown(html) == (
        '<p><a class="picture-link" href="https://example.org/p.png" '
        'rel="nofollow ugc noopener">Our *pipeline*</a></p>'
    )


def test_a_definition_of_a_reference_is_left_as_text():
    assert read(shown(render("[a][b]\n\n[b]: https://example.org/").html)).elements == [
        ("p", {}),
        ("p", {}),
        ("a", {"href": "https://example.org/", "rel": "nofollow ugc noopener"}),
    ]


PIECES = st.lists(
    st.one_of(
        st.sampled_from(TEXTS),
        st.text(max_size=20),
        st.text("[]()<>!*_`~#>-+|\\&;:'\"=@^{}/. \n\t1ax", max_size=30),
    ),
    max_size=6,
)


@settings(max_examples=300)
@given(PIECES)
def test_no_text_renders_to_anything_outside_the_policy(pieces):
    assert outside(rendered("".join(pieces))) == []


@settings(max_examples=300)
@given(PIECES)
def test_no_html_is_sanitised_to_anything_outside_the_policy(pieces):
    left = [what for what in outside(sanitise("".join(pieces))) if "rel" not in what]

    assert left == []


@settings(max_examples=60)
@given(st.text(max_size=2000))
def test_render_answers_any_text(text):
    rendered = render(text)

    assert outside(rendered.html) == []
