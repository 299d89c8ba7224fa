"""Any text is answered within a second: figure 2 of security."""

import time

import pytest

from richtext.limits import HTML_MAX, SLOT_FILLED, fits
from richtext.parts import Slot
from richtext.plain import as_typed
from richtext.rendering import (
    UNRENDERED,
    VERSION,
    Rendered,
    is_stale,
    render,
    render_patiently,
    warm_up,
)
from richtext.sources import tidy
from tests.richtext.bombs import BOMBS, MOST
from tests.richtext.reading import outside, shown, text_of

# In each a word, a code span, a nested list, a table and a fence, all of it honest.
SECTION = """## Part {0}

We moved **two** of five models, and [the monitor](https://example.org/{0}) told us
what *nobody* saw: `stop_duration_avg` was in local time. Thanks, @mira!

- first `point`
  - nested **one**
- [x] done

| What | Days | Note |
|---|--:|---|
| Store {0} | 34 | self-hosted |
| Library | 9 | *ours* |

```python
def parity(sample):
    for row in sample:  # each
        assert row != {0}, f"{{row}} differs"
```

"""


def within_a_second(source, **person):
    began = time.perf_counter()
    rendered = render(source, **person)
    assert time.perf_counter() - began < 1
    return rendered


@pytest.fixture(scope="module", autouse=True)
def _worker():
    warm_up()


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_answered_within_a_second(name):
    source = BOMBS[name]

    rendered = within_a_second(source)

    assert outside(rendered.html) == []
    assert fits(rendered.html.parts, source) or rendered.html == as_typed(tidy(source))
    assert len(shown(rendered.html).encode()) <= HTML_MAX
    if rendered.version == UNRENDERED:
        assert rendered.html == as_typed(source)


def test_a_text_that_takes_too_long_is_kept_as_typed_and_is_stale():
    rendered = within_a_second(BOMBS["brackets"])

    assert rendered.html == as_typed(BOMBS["brackets"])
    assert is_stale(rendered.version)
    assert not is_stale(VERSION)


def test_a_text_that_would_grow_too_large_is_kept_as_typed_for_good():
    source = BOMBS["fences"]

    assert render_patiently(source) == Rendered(as_typed(source), VERSION)


def test_a_job_has_more_patience_and_the_last_word():
    source = "# Title\n\n" + "[" * 9000

    rendered = render_patiently(source)

    assert rendered.version == VERSION
    assert shown(rendered.html).startswith("<h4>Title</h4>")


def test_code_that_would_grow_too_large_loses_its_numbers_first():
    source = "```yaml\n" + "a: b\n" * 3900 + "```"

    html = render_patiently(source).html

    assert shown(html).count('<span class="k">a</span>') == 3900
    assert list(html.slots) == []
    assert fits(html.parts, source)


def test_the_size_counts_what_a_page_fills_in():
    slots = [Slot("line", "1")] * (HTML_MAX // SLOT_FILLED + 1)

    assert not fits(slots, "a" * MOST)


def test_a_text_beyond_the_limit_is_refused():
    with pytest.raises(ValueError, match="20000 characters"):
        render("a" * (MOST + 1))


@pytest.mark.parametrize(
    ("source", "most"),
    [
        ("This is an ordinary sentence of a member. " * 15, 0.005),
        ((SECTION.format(1) * 3)[:1000], 0.015),
        ("".join(SECTION.format(part) for part in range(60))[:MOST], 0.5),
    ],
    ids=["plain", "code and table", "at the limit"],
)
def test_an_honest_text_is_quick(source, most):
    times = []
    for _ in range(5):
        began = time.perf_counter()
        rendered = render(source)
        times.append(time.perf_counter() - began)

    assert rendered.version == VERSION
    assert min(times) < most


def test_an_honest_text_at_the_limit_keeps_every_word():
    source = "".join(SECTION.format(part) for part in range(40))[:MOST]

    text = text_of(render(source).html)

    assert [f"Store {part}" in text for part in range(30)] == [True] * 30
