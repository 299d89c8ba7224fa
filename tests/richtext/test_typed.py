"""What was typed is what is shown: nothing is eaten, nothing changes its meaning."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.plain import tidy
from richtext.markup import Writer
from richtext.rendering import render_patiently
from richtext.templatetags.richtext import prose
from richtext.worker import answer
from tests.richtext.parsing import read, shown, text_of
from tests.richtext.test_formatting import CODE, html_of, outline

WRITER = Writer()


def code_of(source):
    """What *Copy* gives of the only block of code."""
    html = prose(render_patiently(source).html)
    [code] = re.findall("<code>(.*)</code>", html, re.DOTALL)
    return text_of(re.sub('<a class="ln".*?</a>', "", code))


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# C#", "<h4>C#</h4>"),
        ("## F# and C#\na", "<h5>F# and C#</h5>\n<p>a</p>"),
        ("# C# #", "<h4>C#</h4>"),
        ("# a ##   ", "<h4>a</h4>"),
        ("# a \\#", "<h4>a #</h4>"),
        ("   # a", "<h4>a</h4>"),
        ("#a\n#1", "<p>#a<br>\n#1</p>"),
        ("####### a", "<p>####### a</p>"),
        ("#\xa0a", "<h4>a</h4>"),
        ("#\u3000見出し", "<h4>見出し</h4>"),
        ("#\ta", "<h4>a</h4>"),
        ("\ufeff# a", "<h4>a</h4>"),
        ("a\n\ufeff# b", "<p>a</p>\n<h4>b</h4>"),
    ],
)
def test_headings(source, html):
    assert html_of(source) == html


@pytest.mark.parametrize(
    ("source", "elements"),
    [
        ("-\xa0a\n-\xa0b", "ul li li"),
        ("1.\xa0a\n2.\xa0b", "ol li li"),
        ("- a\n\xa0\xa0-\xa0b", "ul li ul li"),
        ("*\u2003a\n*\u2009b", "ul li li"),
        ("\ufeff- a\n- b", "ul li li"),
        (">\xa0- a", "blockquote ul li"),
        ("-\ta\n\t-\tb\n\t\t-\tc", "ul li ul li ul li"),
        ("1.\ta\n\n\tb\n2.\tc", "ol li p p li p"),
        ("1. [ ] a\n2. [x] b", "ol li input li input"),
        ("- [\xa0] a\n- [x]\xa0b", "ul li input li input"),
        ("12345678901. a", "p"),
        ("- a\n12345678901. b\n\n  \u0662. c", "ul li p br p"),
        ("> a\n\n> b", "blockquote p blockquote p"),
        ("> a\n>\n> b\n> - c\n>\n>   d", "blockquote p p ul li p p"),
        ("- > a\n  >\n  > b", "ul li blockquote p p"),
        (
            "a | b\n--- | ---\n1 | 2",
            "div table thead tr th th tbody tr td span td span",
        ),
        ("~~~\na\n~~~", CODE),
        ("~~~\n```\n~~~", CODE),
        ("```\r\na\r\n```\r\n", CODE),
        (
            "a[^1]\n\n[^1]: b\n\n    ```\n    c\n    ```",
            f"p sup a div ol li p {CODE} p a",
        ),
        ("a[^1]\n\n[^1]: ```\n    c\n    ```\n\nd", f"p sup a p div ol li {CODE} p a"),
        (
            "a[^1]\n\n[^1]: b\n\n        c\n\n[^2]: d",
            f"p sup a div ol li p {CODE} p a li p a",
        ),
        (
            "a[^1]\n\n[^1]: b\n\n    - c\n      - d",
            "p sup a div ol li p ul li ul li p a",
        ),
        ("> a[^1]\n>\n> [^1]: b", "blockquote p sup a div ol li blockquote p p a"),
    ],
)
def test_marks_are_seen(source, elements):
    assert outline(source) == elements


@pytest.mark.parametrize(
    "source",
    [
        "2*3*4 and 5*x + 3*y",
        "a * b * c",
        "snake_case_name and foo__bar__baz",
        "__init__.py, obj.__dict__, __main__()",
        "List<String> and <T> in <stdin>",
        "<!-- a --> <?php ?> <![CDATA[a]]>",
        "1 < 2 > 0 & 3 && 4",
        "$x$ ${y} {{ z }} %s {a: b}",
        "C:\\dir\\file \\d+ \\n",
        "~5 and ~6, H~2~O",
        "a^2^ ==b== ++c++",
        ":tada: :+1: (c) (tm) -- --- ...",
        "[1] [x] done [a][b] [^9]",
        "#hashtag #1",
        "+1 -1 -a *a",
        "a|b|c",
        "12345678901. a",
        "\u0661. a",
        "npm i @scope/name",
        "a" * 3000,
    ],
)
def test_text_that_only_looks_like_markup_stays(source):
    assert text_of(html_of(source)) == source
    assert set(outline(source).split()) == {"p"}


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("&copy; `&copy;`", "<p>© <code>&amp;copy;</code></p>"),
        ("un*believ*able", "<p>un<em>believ</em>able</p>"),
        ("**「强」**后", "<p><strong>「强」</strong>后</p>"),
        ("强**调。**后", "<p>强<strong>调。</strong>后</p>"),
        ("**2*3**", "<p><strong>2*3</strong></p>"),
        ("***a***", "<p><strong><em>a</em></strong></p>"),
        ("__a__ _b_", "<p><strong>a</strong> <em>b</em></p>"),
        ("`a\\|b`", "<p><code>a\\|b</code></p>"),
    ],
)
def test_emphasis_entities_and_code(source, html):
    assert html_of(source) == html


@pytest.mark.parametrize(
    ("cell", "html"),
    [
        ("`a \\| b`", "<code>a | b</code>"),
        ("a \\| b", "a | b"),
        ("`a | b`", "<code>a | b</code>"),
        ("``a ` \\| b``", "<code>a ` | b</code>"),
    ],
)
def test_a_bar_in_a_cell(cell, html):
    assert f"</span> {html}</td>" in html_of(f"|x|y|\n|-|-|\n|{cell}|z|")


@pytest.mark.parametrize(
    ("source", "cells"),
    [
        ("a|b\n-|-\n|1|2|", ["1", "2"]),
        ("a|b\n-|-\n|1|2|3|", ["1", "2|3"]),
        ("a|b\n-|-\n1|2|3", ["1", "2|3"]),
        ("a|b\n-|-\n1|2|3|4", ["1", "2|3|4"]),
        ("a|b\n-|-\n1|2|3\\", ["1", "2|3\\"]),
        ("a | b\n|---|---|\n1 | 2", ["1", "2"]),
        ("|a|b|\n-|-\n1|2|3", ["1", "2|3"]),
        ("|a|b\n|-|-\n||2|", ["", "2"]),
        ("a|b\n-|-\n1|", ["1", ""]),
        ("|a|\n|-|\n|1|2|", ["1|2"]),
    ],
)
def test_no_cell_of_a_table_is_lost(source, cells):
    found = re.findall("<td.*?</td>", html_of(source))

    assert [re.sub("<span.*?</span> |<[^>]*>", "", cell) for cell in found] == cells


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("```\n\ta\n\t\tb\tc\n```", "\ta\n\t\tb\tc"),
        ("```make\nall:\n\tgcc\n```", "all:\n\tgcc"),
        ("~~~go\n\tif x {\n\t\ty()\n\t}\n~~~", "\tif x {\n\t\ty()\n\t}"),
        ("\tif x {\n\t\ty()\n\t}", "if x {\n\ty()\n}"),
        ("    a\n      b\n\n    c", "a\n  b\n\nc"),
        ("- a\n\n\t```\n\tb\n\t\tc\n\t```", "b\n\tc"),
        ("> ```\n> \ta\n> ```", "\ta"),
        (">\t```\n>\t\ta\n>\t```", "\ta"),
        ("a[^1]\n\n[^1]: b\n\n    ```\n    \tc\n    ```", "\tc"),
        ("```\n<T> &copy; \\* *a*\n```", "<T> &copy; \\* *a*"),
        ("```\n  a  \n\n   \nb\n```", "  a  \n\n   \nb"),
        ("```\n# a\n- b\n> c\n[^1]: d\n```", "# a\n- b\n> c\n[^1]: d"),
        ("```\nnot closed\n\n# a", "not closed\n\n# a"),
        ("```\r\na\r\n\tb\r\n```", "a\n\tb"),
        ("```\n\x1b[1ma\x1b[0m\n```", "a"),
    ],
)
def test_code_is_what_was_typed(source, code):
    assert code_of(source) == code


ESC = "\x1b"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (f"{ESC}[31mred{ESC}[0m", "red"),
        (f"{ESC}[1;38;5;196mbold{ESC}[m", "bold"),
        (f"{ESC}[?25la{ESC}[2K{ESC}[1Gb", "ab"),
        (f"{ESC}]0;title\x07a", "a"),
        (f"{ESC}]8;;https://example.org{ESC}\\a{ESC}]8;;{ESC}\\", "a"),
        (f"{ESC}Pq#0;1{ESC}\\a", "a"),
        (f"{ESC}(Ba{ESC}7b{ESC}=c", "abc"),
        ("\x9b31mred\x9b0m", "red"),
        ("\x9d0;title\x9ca\x90q\x9cb", "ab"),
        (f"a{ESC}]0;never ended\nb", "a0;never ended\nb"),
        (f"a{ESC}[31", "a"),
        (f"a{ESC}", "a"),
        ("N\x08NA\x08AM\x08ME\x08E _\x08a", "NAME a"),
        ("a\x08", "a"),
    ],
)
def test_orders_to_a_terminal_go_whole(typed, shown):
    assert text_of(html_of(typed)) == shown


@pytest.mark.parametrize(
    ("source", "figures"),
    [
        ("1. a\n2. b", None),
        ("9. a\n10. b", "n2"),
        ("1986. a", "n4"),
        ("999999999. a\n1. b", "n9"),
    ],
)
def test_a_list_says_how_many_figures_its_numbers_have(source, figures):
    html = html_of(source)

    assert ("class=" in html) == (figures is not None)
    assert figures is None or f'class="{figures}"' in html


@pytest.mark.parametrize(
    ("info", "name", "code"),
    [
        ("python", "Python", "a"),
        ("brainmelt", "brainmelt", "a"),
        ('js title="x y" {1,3}', "JavaScript", "a"),
        ("js{1,3}", "JavaScript", "a"),
        ("diff:a.patch", "Diff", "a"),
        ("{.python .numbered}", "Python", "a"),
        ("kubectl get pods", "Text", "kubectl get pods\na"),
        ("bash kubectl get pods", "Shell", "kubectl get pods\na"),
        ("FOO=bar make", "Text", "FOO=bar make\na"),
        ("$ ls", "Text", "$ ls\na"),
    ],
)
def test_what_stands_behind_a_fence_is_its_language_or_code(info, name, code):
    source = f"```{info}\na\n```"

    assert f"<span>{name}, " in html_of(source)
    assert code_of(source) == code


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("a\n\n[^1]:\n\nb", "a\n[^1]:\nb"),
        ("[^a b]: c", "[^a b]: c"),
        ("|a|b|\n|-|-|\n|c|d|e|f|", "d|e|f"),
        ("|a|b|\n|-|-|\n|`c|d`|e|", "c|d"),
        ("*- a **b\n.*cd", "cd"),
        ("[a](b ' ](c\n](d", "[a](b ' ](c\n](d"),
    ],
)
def test_nothing_is_lost(source, shown):
    assert shown in text_of(html_of(source))


def notes_of(source):
    notes = text_of(html_of(source).partition('class="footnotes">')[2])
    return [line.rstrip("↩\xa0") for line in notes.split("\n") if line.strip("↩")]


@pytest.mark.parametrize(
    ("source", "notes"),
    [
        ("a[^1]\n\n[^1]: b\n[^1]: c", ["b"]),
        ("a[^1]\n\n- x\n\n  [^1]: b\n\n[^1]: c", ["b", "c"]),
        ("> a[^1]\n>\n> [^1]: b\n\nc[^1]\n\n[^1]: d", ["b", "d"]),
        ("> > a[^1]\n> >\n> > [^1]: b\n>\n> c[^1]\n>\n> [^1]: d", ["b", "d"]),
        ("> a[^1]\n\nb\n\n[^1]: c", ["c"]),
        ("a[^1]\n\n[^1]: b\n\n    [^2]: c", ["b", "[^2]: c"]),
        ("- a[^2]\n\nb[^1]\n\n[^1]: c\n[^2]: d", ["d", "c"]),
    ],
)
def test_notes_of_a_quotation_are_not_those_of_the_text(source, notes):
    assert notes_of(source) == notes


WORDS = ("alpha", "bravo", "carla", "delta", "golfa", "hotel")
MARKS = (
    *(
        "\n",
        "\n\n",
        "  ",
        "\t",
        "    ",
        "- ",
        "1. ",
        "> ",
        "# ",
        "```",
        "~~~",
        "`",
        "``",
    ),
    *("*", "**", "_", "__", "~~", "|", "\n|-|-|\n", "[", "](", "](/x/)", ")", "(", "<"),
    *(
        ">",
        "&",
        "&amp;",
        "[^1]",
        "\n[^1]: ",
        "![",
        "\\",
        "\n===\n",
        "\n---\n",
        "- [x] ",
    ),
    *(
        "https://e.org/",
        "www.e.org/",
        "@",
        "ftp://",
        ":",
        ".",
        "'",
        '"',
        "\xa0",
        "\u3000",
    ),
    *("\n  ", "\n    ", "\x1b[31m", "{", "}", "=", "[ref]: ", "[a][b]", "。", "（"),
)


@settings(max_examples=600)
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(MARKS), max_size=3).map("".join),
            st.sampled_from(WORDS),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_every_word_is_shown(pieces):
    source = " ".join(mark + word for mark, word in pieces)
    text = answer(tidy(source), WRITER)[0]

    read_ = read(shown(text))
    seen = " ".join(
        [*read_.text, *(value or "" for _, a in read_.elements for value in a.values())]
    )
    words = [word for _, word in pieces]
    assert [word for word in words if seen.count(word) < words.count(word)] == []
