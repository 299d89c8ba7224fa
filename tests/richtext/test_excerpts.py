import pytest
from hypothesis import given
from hypothesis import strategies as st

from richtext.excerpts import excerpt
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
