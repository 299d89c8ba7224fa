"""One Enter is a line break, and no text loses its lines."""

import pytest

from tests.richtext.parsing import text_of
from tests.richtext.test_formatting import html_of, outline

CODE = "div div span pre code"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("a\nb", "<p>a<br>\nb</p>"),
        ("a\nb *c*", "<p>a<br>\nb <em>c</em></p>"),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ("*a*     \nb", "<p><em>a</em><br>\nb</p>"),
        ("a\\\nb", "<p>a<br>\nb</p>"),
        ("a \\\n  b", "<p>a<br>\nb</p>"),
        ("a\\\\\nb", "<p>a\\<br>\nb</p>"),
        ("a\\", "<p>a\\</p>"),
        ("a\r\nb\rc", "<p>a<br>\nb<br>\nc</p>"),
        ("a\r\r\nb", "<p>a<br>\nb</p>"),
        ("a\x0bb\x0cc\x85d\u2028e", "<p>a<br>\nb<br>\nc<br>\nd<br>\ne</p>"),
        ("a\u2029b", "<p>a</p>\n<p>b</p>"),
        ("a\n\n\n\nb", "<p>a</p>\n<p>b</p>"),
        ("a\n \t\nb", "<p>a</p>\n<p>b</p>"),
        ("a\n\xa0\nb", "<p>a</p>\n<p>b</p>"),
        ("**a\nb**\n*c*\nd", "<p><strong>a<br>\nb</strong><br>\n<em>c</em><br>\nd</p>"),
        ("a*\n*b", "<p>a*<br>\n*b</p>"),
        ("a `b\nc` d", "<p>a <code>b\nc</code> d</p>"),
        ("# a\nb\nc", "<h4>a</h4>\n<p>b<br>\nc</p>"),
        ("a\n=\nb\nc", "<h4>a</h4>\n<p>b<br>\nc</p>"),
        ("a\n---\nb\nc", "<h5>a</h5>\n<p>b<br>\nc</p>"),
        ("a\n***\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        (
            "> a\n> b\nc\nd",
            "<blockquote>\n<p>a<br>\nb</p>\n</blockquote>\n<p>c<br>\nd</p>",
        ),
        ("- a\n  b\nc\n- d", "<ul>\n<li>a<br>\nb<br>\nc</li>\n<li>d</li>\n</ul>"),
        ("a\n- b\n\nc\nd", "<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n<p>c<br>\nd</p>"),
        ("a\n    b\n\tc", "<p>a<br>\nb<br>\nc</p>"),
        ("<div>\n  a\n</div>", "<p>&lt;div&gt;<br>\na<br>\n&lt;/div&gt;</p>"),
    ],
)
def test_a_new_line_is_a_line_break(source, html):
    assert html_of(source) == html


@pytest.mark.parametrize(
    ("source", "elements"),
    [
        ("1. a\n\n   b\n   c\n2. d", "ol li p p br li p"),
        ("- # a\n  b\n  c", "ul li h4 p br"),
        ("- [ ] a\n  b\n- [x] c", "ul li input br li input"),
        ("a\n```\nb\nc\n```\nd\ne", f"p {CODE} p br"),
        ("a\n\n    b\n    c\n\nd\ne", f"p {CODE} p br"),
        (
            "a\nb\n\n|c|d|\n|-|-|\n|e|f|\n",
            "p br div table thead tr th th tbody tr td span td span",
        ),
        ("a[^1]\nb\n\n[^1]: c\nd\n    e", "p sup a br div ol li p br br a"),
        ("[a\nb](/x/)\nhttps://example.com/a\nc", "p a br br a br"),
    ],
)
def test_a_line_ends_once(source, elements):
    assert outline(source) == elements


PASTED = {
    "a terminal": "$ kubectl get pods\nNAME   READY\n\x1b[32mapi-1\x1b[0m  1/1\n+ ls",
    "a chat": "Ana  10:02\nhello :wave:\nBob  10:03\nhi *there*\n10:04 bye",
    "a document": "Title\x0bsubtitle\n\u2022\tfirst\n\u2022\tsecond\u2028still second",
    "an address": "Ana Example\r\n1 Long Road\r\nUtrecht",
    "a log": "2026-03-01 a=1\n  at f(x)\n  at g(y)\ncaused by: <nil>",
}


@pytest.mark.parametrize("source", PASTED.values(), ids=PASTED)
def test_pasted_text_keeps_its_lines(source):
    lines = len(source.replace("\r\n", "\n").replace("\x0b", "\n").splitlines())
    html = html_of(source)

    assert html.count("<br>") + html.count("<p>") + html.count("<li>") == lines
    assert "[32m" not in text_of(html)


def test_two_ways_to_break_a_line_are_one_break():
    assert html_of("*a*  \\\nb") == "<p><em>a</em><br>\nb</p>"
