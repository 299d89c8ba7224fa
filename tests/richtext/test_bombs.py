"""No text takes a second of processor: figure 2 of security."""

import os
import resource
import time
from pathlib import Path

import pytest

from core.plain import tidy
from richtext.limits import HTML_MAX, SLOT_FILLED, fits
from richtext.markup import Writer
from richtext.parts import RichText, Slot
from richtext.plain import as_typed, is_unmarked, paragraphs
from richtext.pool import Exhausted, Worker
from richtext.rendering import (
    UNRENDERED,
    VERSION,
    Rendered,
    is_stale,
    render,
    render_patiently,
)
from richtext.worker import answer
from tests.busy import all_the_time, no_worker
from tests.richtext.bombs import BOMBS, MOST
from tests.richtext.parsing import outside, shown, text_of

WRITER = Writer()

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


TICK = os.sysconf("SC_CLK_TCK")


def processor_of(pid):
    """The seconds of processor that a living process has used, as the system says."""
    about = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(about[11]) + int(about[12])) / TICK


def processor_of_the_ended():
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


class BodyLimits:
    """A worker of its own, replaced when a text has ended it."""

    def __init__(self):
        self.worker = None

    def ask(self, source):
        """What came of a text, and what it cost of the processor."""
        if self.worker is None:
            self.worker = Worker()
        pid = self.worker.process.pid
        before, ended_before = processor_of(pid), processor_of_the_ended()
        try:
            answer, _ = self.worker.ask(tidy(source).encode())
        except Exhausted as why:
            self.stop()
            return why, processor_of_the_ended() - ended_before - before
        text = None if answer is None else RichText.from_json(answer.decode())
        return text, processor_of(pid) - before

    def stop(self):
        if self.worker is not None:
            self.worker.stop()
            self.worker = None


@pytest.fixture(scope="module", autouse=True)
def _calm():
    with all_the_time():
        yield


@pytest.fixture(scope="module")
def measured():
    measured = BodyLimits()
    yield measured
    measured.stop()


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_takes_less_than_a_second_of_processor(name, measured):
    source = BOMBS[name]

    text, cost = measured.ask(source)

    assert cost < 1
    if isinstance(text, RichText):
        assert outside(text) == []
        assert fits(text.parts, source)
        assert len(shown(text).encode()) <= HTML_MAX
    assert outside(as_typed(tidy(source))) == []
    assert len(shown(as_typed(tidy(source))).encode()) <= HTML_MAX


def test_a_text_that_takes_too_much_is_kept_as_typed_for_good():
    source = BOMBS["brackets"]

    assert render(source) == Rendered(as_typed(source), VERSION)
    assert render_patiently(source) == Rendered(as_typed(source), VERSION)
    assert not is_stale(VERSION)


def test_a_text_that_finds_no_worker_is_kept_as_typed_and_is_stale():
    with no_worker():
        rendered = render("*Hi* @ana")
        assert render_patiently("*Hi* @ana") == rendered

    assert rendered == Rendered(as_typed("*Hi* @ana"), UNRENDERED)
    assert is_stale(rendered.version)
    assert render_patiently("*Hi* @ana").mentions == ("ana",)


def test_a_text_that_would_grow_too_large_is_kept_as_typed_for_good():
    source = BOMBS["fences"]

    assert render_patiently(source) == Rendered(as_typed(source), VERSION)


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
def test_an_honest_text_takes_little_of_the_processor(source, most):
    """As its worker would, in this process, where a blink can be counted."""
    costs = []
    for _ in range(10):
        began = time.process_time()
        text = paragraphs(source) if is_unmarked(source) else answer(source, WRITER)[0]
        costs.append(time.process_time() - began)

    assert text
    assert min(costs) < most


def test_an_honest_text_at_the_limit_keeps_every_word():
    source = "".join(SECTION.format(part) for part in range(40))[:MOST]

    text = text_of(render(source).html)

    assert [f"Store {part}" in text for part in range(30)] == [True] * 30
