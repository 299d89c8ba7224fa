"""An address begins and ends where people think, and none of it goes missing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.plain import tidy
from richtext.markup import Writer
from richtext.worker import answer
from tests.richtext.parsing import is_line, outside, read, shown, text_of
from tests.richtext.test_formatting import html_of

WRITER = Writer()


def links(source):
    return [
        attributes["href"]
        for tag, attributes in read(html_of(source)).elements
        if tag == "a" and not is_line(tag, attributes)
    ]


A = "https://example.com/a"


@pytest.mark.parametrize(
    ("source", "addresses"),
    [
        (f"Source:{A}", [A]),
        (f"见{A}。", [A]),
        (f"（{A}）", [A]),
        (f"{A}（注）后", [A]),
        (f"「{A}」、『{A}』", [A, A]),
        (f"《{A}》，{A}；{A}！", [A, A, A]),
        (f"“{A}”, ‘{A}’ «{A}» „{A}“", [A] * 4),
        (f"\"{A}\" '{A}'", [A, A]),
        (f"{A}—then", [A]),
        (f"{A}, {A}. {A}; {A}: {A}! {A}?", [A] * 6),
        (f"{A}... {A}?!", [A, A]),
        (f"({A}) [{A}] {{{A}}} (see {A}).", [A] * 4),
        (f"{A}_(b) ({A}_(b)) {A}_(b).", [f"{A}_(b)"] * 3),
        (f"{A}[0] {A}?b[]=1", [f"{A}[0]", f"{A}?b[]=1"]),
        (f"*{A}* **{A}** _{A}_ ~~{A}~~", [A] * 4),
        (f"url={A}|{A}", [f"{A}|{A}"]),
        (f"{A}\u200b {A}\u200f", [A, A]),
        (f'<a href="{A}">a</a>', [A]),
        (f"<{A}> <{A.upper()}>", [A, A.upper()]),
        (f"{A}&amp; {A}&quot;", [A, A]),
        (f"{A}?b&amp;c=1&copy=2", [f"{A}?b&c=1&copy=2"]),
        (f"{A}?b=c&lt;d", [f"{A}?b=c%3Cd"]),
        (f"{A}/it's", [f"{A}/it%27s"]),
        (f"{A}\\_b", [A]),
        (f"{A}`b`", [A]),
        (f"{A}\\\nb", [A]),
        ("https://example.com/中文", ["https://example.com/中文"]),
        (
            "http://localhost:8000/x, http://my_db:80/",
            ["http://localhost:8000/x", "http://my_db:80/"],
        ),
        (
            "见www.example.com/a。www.example.com.",
            ["http://www.example.com/a", "http://www.example.com"],
        ),
        ("awww.example.com /www.example.com www. www.x", []),
        ("git+https://example.com/a ftp://example.com https:// https://?", []),
        (f"`{A}` ``{A}``", []),
        (f"```\n{A}\n```\n\n    {A}\n\n\t{A}", []),
        (f"[{A}](/x/)", ["/x/"]),
        ("ana@example.org <ana@example.org>", []),
        ("<mailto:ana@example.org>", ["mailto:ana@example.org"]),
        (f"|a|\n|-|\n|{A}|", [A]),
    ],
)
def test_a_bare_address_becomes_a_link(source, addresses):
    assert links(source) == addresses


@pytest.mark.parametrize("note", [A, f"See {A}", f"<{A}>", f"[x]({A})", f"- {A}"])
def test_an_address_in_a_note_is_a_link(note):
    assert links(f"a[^1]\n\n[^1]: {note}") == ["#p1-fn-1", A, "#p1-ref-1"]


@pytest.mark.parametrize(
    ("source", "href"),
    [
        ("[x](https://example.com/it's)", "https://example.com/it%27s"),
        ("[x](<https://example.com/a b>)", "https://example.com/a%20b"),
        ("[x](https://example.com/a b)", "https://example.com/a%20b"),
        ("[x](https://example.com/a`b)", "https://example.com/a%60b"),
        ("[x](https://example.com/a&quot;b)", "https://example.com/a%22b"),
        ("[x](https://example.com/a&#xE000;b)", "https://example.com/a%EE%80%80b"),
        ("[x](https://example.com/?a&copy=1&amp;b)", "https://example.com/?a&copy=1&b"),
        ("[x](https://example.com/?a=&amp;copy;)", "https://example.com/?a=&copy;"),
        ("[x](/t/1/it's/)", "/t/1/it%27s/"),
        ("[x](https://example.com/a_\\(b\\))", "https://example.com/a_(b)"),
        ("![x](https://example.com/it's.png)", "https://example.com/it%27s.png"),
    ],
)
def test_what_a_link_cannot_hold_is_written_in_per_cent(source, href):
    [(_, link)] = [e for e in read(html_of(source)).elements if e[0] == "a"]

    assert link["href"] == href


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("[docs](example.com/docs)", "docs (example.com/docs)"),
        ("[x](#p12)", "x (#p12)"),
        ("[x](ftp://example.com/a)", "x (ftp://example.com/a)"),
        ('[x](ftp://example.com/a "b")', 'x (ftp://example.com/a "b")'),
        ("[*x* y](?page=2)", "x y (?page=2)"),
        ("[x **y**](../a)", "x y (../a)"),
        ("[x](javascript:alert(1))", "x (javascript:alert(1))"),
        ("[x](java&#9;script:a)", "x (java&#9;script:a)"),
        ("[x](//example.com/a)", "x (//example.com/a)"),
        ("[x](https://exa'mple.com)", "x (https://exa'mple.com)"),
        ("[x](mailto:a@example.org?cc=b)", "x (mailto:a@example.org?cc=b)"),
        ("[x](http://host:port/a)", "x (http://host:port/a)"),
        ("![x](http://host:port/a.png)", "x (http://host:port/a.png)"),
        ("[x](https://example.com:99999)", "x (https://example.com:99999)"),
        ("[x](http://1.2.3.999/)", "x (http://1.2.3.999/)"),
        ("[x](http://xn--a/)", "x (http://xn--a/)"),
        ("[x](http://[example)", "x (http://[example)"),
        ("[](example.com/docs)", "example.com/docs"),
        ("[example.com](example.com)", "example.com"),
        ("[](https://example.com/a)", "https://example.com/a"),
        ("[ ](https://example.com/a)", "https://example.com/a"),
        ("![](/a.png)", "Picture"),
        ("![x](data:image/png;base64,AA==)", "x (data:image/png;base64,AA==)"),
        ("![](a.png)", "Picture (a.png)"),
        ("<ftp://example.com/a>", "<ftp://example.com/a>"),
        ("a [x]() b", "a x b"),
    ],
)
def test_an_address_that_is_no_link_stays_as_text(source, text):
    assert text_of(html_of(source)) == text


ADDRESSES = st.text("abc.:/#?&=;'\"é中_-%@+~,!", min_size=1, max_size=30).filter(
    lambda text: not any(sign in text for sign in ("'", '"', "&", "_", "~"))
)


@pytest.mark.parametrize(
    "address", ["http://localhost:PORT/a", "<http://host:port>", "https://[a]"]
)
def test_what_no_address_can_be_is_no_link(address):
    assert links(address) == []
    assert text_of(html_of(address)) == address.strip("<>")


@settings(max_examples=300)
@given(st.sampled_from(["", "https://", "http://a:", "https://a.b/"]), ADDRESSES)
def test_no_address_vanishes(beginning, rest):
    address = beginning + rest
    html = shown(answer(tidy(f"[label]({address})"), WRITER)[0])
    hrefs = [a.get("href") for tag, a in read(html).elements if tag == "a"]

    assert outside(html) == []
    assert hrefs == [address] or text_of(html) == f"label ({address})"
