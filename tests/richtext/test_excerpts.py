import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.plain import clusters
from richtext import limits
from richtext.excerpts import ONLY_QUOTES, excerpt, own_words, shows_nothing
from richtext.plain import as_typed
from richtext.rendering import render

TEXT = """# Title
Hello @Ana, see [this](https://example.org) & `that`[^1].

| What | Days |
|---|---|
| Store | 3 |

```python
def f():
    pass
```

- [x] done

[^1]: A note.
"""


def test_excerpt_is_the_words_of_the_text():
    assert excerpt(render(TEXT).html, 200) == (
        "Title Hello @Ana, see this & that. What Days Store 3 def f(): pass done"
    )


@pytest.mark.parametrize(
    ("text", "length", "words"),
    [
        ("One two three", 13, "One two three"),
        ("One two three", 12, "One two…"),
        ("One two, three", 10, "One two…"),
        ("One two three", 8, "One two…"),
        ("a" * 30, 10, "a" * 9 + "…"),
        ("", 10, ""),
        ("<p>1 &lt; 2 &amp;amp; 3</p>", 20, "1 < 2 &amp; 3"),
    ],
)
def test_excerpt_ends_at_a_word(text, length, words):
    assert excerpt(text, length) == words


@given(st.text(max_size=300), st.integers(5, 80))
def test_excerpt_is_never_longer(text, length):
    assert len(excerpt(text, length)) <= length


QUOTED = """> Never do that.
>
> - Ana said so

I would, and here is why.

> > It broke.

Twice."""


def test_excerpt_leaves_out_what_others_said():
    assert excerpt(render(QUOTED).html, 200) == "I would, and here is why. Twice."


@pytest.mark.parametrize(
    "text", ["> Never do that.", "> a\n\n> b\n\n---", "> ```\n> x\n> ```"]
)
def test_excerpt_says_where_there_is_only_a_quotation(text):
    html = render(text).html

    assert excerpt(html, 200) == ONLY_QUOTES
    assert own_words(html, 200) == ""


def test_excerpt_leaves_quotations_out_of_a_text_that_is_shown_as_typed():
    html = as_typed(QUOTED)

    assert excerpt(html, 200) == "I would, and here is why. Twice."
    assert excerpt(as_typed("> only\n> this"), 200) == ONLY_QUOTES


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("```\n>>> 1 + 1\n> x\n```", ">>> 1 + 1 > x"),
        ("Why\n\n    > indented", "Why > indented"),
        ("```python\nx = 1\n\ny = 2\n```", "x = 1 y = 2"),
        ("Look:\n\n    plain code", "Look: plain code"),
        ("|A|B|\n|-|-|\n|1|2|", "A B 1 2"),
        ("- [x] done\n- [ ] to do", "done to do"),
        ("Bold **and** _not_ `code`", "Bold and not code"),
        ("A note[^1].\n\n[^1]: > Said by Ana.", "A note."),
        ("![](https://example.com/a.png)", "Picture"),
        ("> &gt; is a sign\n\n5 > 3", "5 > 3"),
    ],
)
def test_excerpt_of_what_is_no_paragraph(text, words):
    assert excerpt(render(text).html, 200) == words


SIGNS = [
    "a",
    " ",
    "e\u0301",
    "👩\u200d👩\u200d👧",
    "👍🏽",
    "🇵🇹",
    "हिं",
    "한",
    "1\ufe0f\u20e3",
]


@given(st.lists(st.sampled_from(SIGNS), max_size=40), st.integers(5, 40))
def test_excerpt_ends_at_a_whole_sign(signs, length):
    whole = " ".join("".join(signs).split())
    shown = excerpt("".join(signs), length).removesuffix("…").rstrip()

    assert whole.startswith(shown)
    assert list(clusters(shown)) == list(clusters(whole))[: len(list(clusters(shown)))]


@pytest.mark.parametrize(
    "text",
    [
        *("", " \n", "[]()", "&nbsp; &#x3164;", "![]()", "```\n```", "~~~\n\n~~~"),
        *("<!-- a -->", "<!-- a\nb -->", "> ", "---", "[]()\n\n" * 400),
        *("&zwnj;" * 500, "[](\n)"),
    ],
)
def test_shows_nothing_judges_what_is_seen(text):
    assert shows_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        *("a", "> a", "`x`", "[a](https://example.com)", "![](https://example.com/a)"),
        # What has no name shows its address.
        *("[](https://example.com/a)", "[](/t/1/)\n\n" * 400),
        *(
            "https://example.com",
            "```\nx\n```",
            "?!",
            "&lt;",
            "🙂",
            "@mira-valk",
            "1.5",
        ),
        *("[^1]: a", "<b>a</b>", "|a|\n|-|", "**\u3164 a**", "你好", "&copy;", "# C"),
    ],
)
def test_shows_nothing_knows_what_says_something(text):
    assert not shows_nothing(text)


def test_a_bomb_that_is_looked_at_takes_nothing_from_the_next_look(monkeypatch):
    """A text that is posted is rendered once, and an empty one is known after it."""
    monkeypatch.setattr(limits, "PROCESSOR", 0.2)

    assert not shows_nothing("[](" * 6_000)
    assert shows_nothing("[]()")


def test_a_cell_that_begins_like_a_quotation_is_none():
    rendered = render("| > 90 % | b |\n|---|---|\n| >5 | 2 |\n\n> c").html

    assert excerpt(rendered, 100) == "> 90 % b >5 2"


@pytest.mark.parametrize(
    "quoted", ["> a", "  > a", "\t> a", "\xa0> a", "- > a", "1. > a", "- 2) * > a"]
)
def test_a_quotation_that_waits_to_be_rendered_is_nobodys_words(quoted):
    assert own_words(as_typed(f"{quoted}\nb"), 100) == "b"
