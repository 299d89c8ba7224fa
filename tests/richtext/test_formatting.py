"""Honest formatting survives: figure 3 of security, and what the look asks of it."""

import pytest

from richtext.parts import Slot
from richtext.rendering import render
from tests.richtext.parsing import is_line, read, shown


def html_of(source):
    rendered = render(source)
    assert rendered.version
    return shown(rendered.html)


def outline(source):
    """The elements of a text, without the numbers of lines and what attributes say."""
    elements = read(html_of(source)).elements
    return " ".join(tag for tag, about in elements if not is_line(tag, about))


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (
            "*a* **b** ~~c~~ `d`",
            "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>",
        ),
        ("# a", "<h4>a</h4>"),
        ("## a", "<h5>a</h5>"),
        ("###### a", "<h6>a</h6>"),
        ("a\n=", "<h4>a</h4>"),
        ("#hashtag", "<p>#hashtag</p>"),
        ("> a\n> b", "<blockquote>\n<p>a<br>\nb</p>\n</blockquote>"),
        ("> a\nb", "<blockquote>\n<p>a</p>\n</blockquote>\n<p>b</p>"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        ("a &amp; &copy; b", "<p>a &amp; © b</p>"),
        ("snake_case_name", "<p>snake_case_name</p>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        ("\\*a\\* \\@ana", "<p>*a* @ana</p>"),
        ("[a](/t/12/x/)", '<p><a href="/t/12/x/">a</a></p>'),
        (
            "[a](https://example.org/?q=1&r=2)",
            (
                '<p><a href="https://example.org/?q=1&amp;r=2" '
                'rel="nofollow ugc noopener">a</a></p>'
            ),
        ),
        (
            "[a](mailto:ana@example.org)",
            '<p><a href="mailto:ana@example.org" rel="nofollow ugc noopener">a</a></p>',
        ),
        ("أهلاً *بالعالم*", "<p>أهلاً <em>بالعالم</em></p>"),
        ("שלום\u200f (a)", "<p>שלום\u200f (a)</p>"),
        ("👩🏽‍🚀 é e\u0301", "<p>👩🏽‍🚀 é e\u0301</p>"),
    ],
)
def test_render_writes(source, html):
    assert html_of(source) == html


@pytest.mark.parametrize(
    ("source", "elements"),
    [
        ("Do:\n- a\n- b", "p ul li li"),
        ("Do:\n* a\n* b", "p ul li li"),
        ("Do:\n1. a\n2. b", "p ol li li"),
        ("Do:\n1) a\n2) b", "p ol li li"),
        ("In\n1986. it was", "p br"),
        ("a\n- ", "h5"),
        ("- a\n  - b\n    - c\n- d", "ul li ul li ul li li"),
        ("- a\n    - b\n        - c\n- d", "ul li ul li ul li li"),
        ("1. a\n   - b\n2. c", "ol li ul li li"),
        ("1. a\n  - b\n2. c", "ol li ul li li"),
        ("- a\n\n  - b\n\n- c", "ul li p ul li li p"),
        ("- a\n\n  more\n\n- b", "ul li p p li p"),
        ("- a\n  more\n- b", "ul li br li"),
        ("- a\nlazy\n- b", "ul li br li"),
        ("- a\n\nb", "ul li p"),
        ("- a\n1. b", "ul li ol li"),
        ("- a\n# b", "ul li h4"),
        ("- a\n---\nb", "ul li hr p"),
        ("- a\n> b", "ul li blockquote p"),
        ("- a\n  > b", "ul li p blockquote p"),
        ("> - a\n>   - b", "blockquote ul li ul li"),
        ("> > a\n> b", "blockquote blockquote p p"),
        ("- - a\n  - b", "ul li ul li li"),
        ("+ a\n+ b", "ul li li"),
        ("-5 degrees", "p"),
        ("**a** b", "p strong"),
    ],
)
def test_lists_and_quotes(source, elements):
    assert outline(source) == elements


CODE = "div div span pre code"


@pytest.mark.parametrize(
    ("source", "elements"),
    [
        ("```\na\n```", CODE),
        ("~~~\na\n~~~", CODE),
        ("a\n```\nb\n```\nc", f"p {CODE} p"),
        ("````\n```\n````", CODE),
        ("```\nnever closed", CODE),
        ("- a\n  ```\n  b\n  ```\n- c", f"ul li p {CODE} li p"),
        ("1. a\n\n   ```sh\n   b\n   ```\n\n2. c", f"ol li p {CODE} span li p"),
        ("- ```\n  b\n  ```", f"ul li {CODE}"),
        ("> ```\n> b\n> ```", f"blockquote {CODE}"),
        ("    indented", CODE),
        ("a\n\n    b\n\n    c\n\nd", f"p {CODE} p"),
        ("`` a ` b ``", "p code"),
    ],
)
def test_code(source, elements):
    assert outline(source).replace(" span li", " li") == elements.replace(
        " span li", " li"
    )


def line(number, place="p1"):
    """The number of a line of code, which is a link to that line."""
    return (
        f'<a class="ln" href="#{place}-L{number}" id="{place}-L{number}"'
        f' aria-hidden="true" tabindex="-1">{number}</a>'
    )


def test_code_has_a_head_numbered_lines_and_four_kinds_of_word():
    html = html_of('```yaml\n# note\nname: "x"\nport: 80\n```')

    assert html == (
        '<div class="code"><div class="code-h"><span>YAML, 3 lines</span></div>'
        '<pre tabindex="0" aria-label="Code: YAML, 3 lines"><code>'
        f'{line(1)}<span class="c"># note</span>\n'
        f'{line(2)}<span class="k">name</span>: <span class="s">"x"</span>\n'
        f'{line(3)}<span class="k">port</span>: 80'
        "</code></pre></div>"
    )


@pytest.mark.parametrize(
    ("language", "code", "kept"),
    [
        ("hcl", 'resource "a" "b" {\n  count = 2\n}', ("k", "resource")),
        ("dockerfile", "FROM a:1\nRUN b", ("k", "FROM")),
        ("python", "def f():\n    return 1", ("k", "def")),
        ("sql", "SELECT 1\nFROM a", ("k", "SELECT")),
        ("bash", "if true; then\n  echo 'a'\nfi", ("k", "if")),
        ("diff", "-a\n+b\n c", ("del", "-a")),
        ("diff", "-a\n+b\n c", ("add", "+b")),
        ("json", '{"a": 1}\n', ("k", '"a"')),
        ("tf", 'module "a" {\n}', ("k", "module")),
        ("c++", "return 1;\n", ("k", "return")),
    ],
)
def test_code_is_highlighted(language, code, kept):
    kind, word = kept
    word = word.replace('"', '"')

    assert f'<span class="{kind}">{word}' in html_of(f"```{language}\n{code}\n```")


def test_code_of_an_unknown_language_keeps_its_name_and_is_left_alone():
    html = html_of("```brainmelt\n+-<>\n```")

    assert html == (
        '<div class="code"><div class="code-h"><span>brainmelt, 1 line</span></div>'
        '<pre tabindex="0" aria-label="Code: brainmelt, 1 line"><code>+-&lt;&gt;'
        "</code></pre></div>"
    )


def test_lines_of_a_second_block_have_places_of_their_own():
    html = html_of("```\na\nb\n```\n\n```\nc\nd\n```")

    assert f"{line(1)}a" in html
    assert f"{line(1, 'p1-2')}c" in html


def test_a_table_scrolls_and_each_cell_names_its_column():
    assert html_of("Look:\n| What | Days |\n|---|--:|\n| Store | **34** |\n") == (
        "<p>Look:</p>\n"
        '<div aria-label="Table" class="scroll" role="region" tabindex="0">'
        '<table class="cards"><thead>\n<tr>\n<th scope="col">What</th>\n'
        '<th class="r" scope="col">Days</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n'
        '<td><span class="th">What</span> Store</td>\n'
        '<td class="r"><span class="th">Days</span> <strong>34</strong></td>\n'
        "</tr>\n</tbody>\n</table></div>"
    )


def test_a_task_list_has_boxes_that_nobody_ticks():
    assert html_of("- [x] a\n- [ ] b\n- c") == (
        '<ul class="task-list">\n'
        '<li class="task-list-item"><input aria-label="Done" checked="" disabled="" '
        'type="checkbox"> a</li>\n'
        '<li class="task-list-item"><input aria-label="To do" disabled="" '
        'type="checkbox"> b</li>\n<li>c</li>\n</ul>'
    )


def test_footnotes_are_numbered_in_the_order_of_the_text():
    html = html_of("a[^x] b[^y] c[^x]\n\n[^y]: second\n[^x]: first")

    links = [
        (attributes["href"], attributes["aria-label"])
        for tag, attributes in read(html).elements
        if tag == "a"
    ]
    ids = [
        attributes["id"] for _, attributes in read(html).elements if "id" in attributes
    ]
    assert ids == ["p1-ref-1", "p1-ref-2", "p1-ref-1-2", "p1-fn-1", "p1-fn-2"]
    assert links == [
        ("#p1-fn-1", "Note 1"),
        ("#p1-fn-2", "Note 2"),
        ("#p1-fn-1", "Note 1"),
        ("#p1-ref-1", "Back to the text"),
        ("#p1-ref-1-2", "Back to the text"),
        ("#p1-ref-2", "Back to the text"),
    ]


@pytest.mark.parametrize(
    ("source", "addresses"),
    [
        ("See https://example.org/a_b_c.", ["https://example.org/a_b_c"]),
        ("(https://example.org/a)", ["https://example.org/a"]),
        ("https://example.org/a_(b)", ["https://example.org/a_(b)"]),
        ("<https://example.org/a>", ["https://example.org/a"]),
        ("www.example.org", ["http://www.example.org"]),
        ("`https://example.org`", []),
        ("[https://a.example](https://b.example)", ["https://b.example"]),
        ("ana@example.org <ana@example.org>", []),
        ("ftp://example.org", []),
        ("*https://example.org/a*", ["https://example.org/a"]),
    ],
)
def test_addresses_become_links(source, addresses):
    links = [a["href"] for tag, a in read(html_of(source)).elements if tag == "a"]

    assert links == addresses


@pytest.mark.parametrize(
    ("source", "mentions"),
    [
        ("@ana", ("ana",)),
        ("Thanks @Ana-Lee, and (@bob2).", ("ana-lee", "bob2")),
        ("@ana @ANA", ("ana",)),
        ("**@ana** and *@bob*", ("ana", "bob")),
        ("# For @ana", ("ana",)),
        ("- @ana", ("ana",)),
        ("| @ana | b |\n|---|---|\n| @bob | d |", ("ana", "bob")),
        ("ana@example.org", ()),
        ("@example.org", ()),
        ("`@ana`", ()),
        ("```\n@ana\n```", ()),
        ("    @ana", ()),
        ("[@ana](https://example.org)", ()),
        ("https://example.org/@ana", ()),
        ("\\@ana", ()),
        ("@a", ()),
        ("@-ana", ()),
        ("@ana_lee", ()),
        ("@@ana", ()),
        (f"@{'a' * 31}", ()),
        ("谢谢@ana你好", ("ana",)),
        ("@anaさん、@bob님 @lee。", ("ana", "bob", "lee")),
        ("_@ana_ __@bob__ ~~@lee~~", ("ana", "bob", "lee")),
        ("> @ana\n\n@bob", ("bob",)),
        ("> - *@ana*\n> > @lee\n\n@bob", ("bob",)),
        ("> a[^1]\n>\n> [^1]: For @ana\n\n@bob", ("bob",)),
        ("a[^1]\n\n[^1]: For @ana", ("ana",)),
        ("npm i @scope/name", ()),
        ("user@host git@example:a 用户@例.com ana@éa.fr", ()),
        ("ftp://ana:x@host/@bob ssh://[::1]/~@ana git+https://a.example/(@bob", ()),
        ("https://example.com/(@ana) www.example.com/?q=,@ana", ()),
        ("[x](ftp://example.com/,@ana) ![@bob](/a)", ()),
        ("`npm i @ana`\n\n\t@ana", ()),
        ("Dear @ana,\n@bob", ("ana", "bob")),
    ],
)
def test_mentions(source, mentions):
    assert render(source).mentions == mentions


def test_a_mention_is_a_slot_that_keeps_what_was_typed():
    assert render("Hi @Ana!").html.parts == (
        "<p>Hi ",
        Slot("mention", "ana", "@Ana"),
        "!</p>",
    )


def test_a_text_names_at_most_twenty_people():
    handles = [f"person{number}" for number in range(30)]

    assert render(" ".join(f"@{handle}" for handle in handles)).mentions == tuple(
        handles[:20]
    )


def test_what_cannot_be_seen_is_taken_out():
    html = html_of("a\x00b\ue000c\x02d\u202ee\ud800f*g*\r\nh")

    assert html == "<p>abcdef<em>g</em><br>\nh</p>"
