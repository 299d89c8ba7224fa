"""No test measures time: a busy machine would fail it, and a quick one hide a fault.

Work is counted in tests (queries, answers, bytes) and measured by `dev.py bench`. A
wait that a test cannot do without looks often enough for any machine.
"""

import ast

import pytest

from tests.architecture.code import ROOT, named

# Clocks that tell how long something took. `time.time` gives a moment that rows and
# sessions hold; what is subtracted from it is measured all the same.
CLOCKS = {"perf_counter", "monotonic", "process_time", "thread_time", "clock_gettime"}
CLOCKS |= {f"{name}_ns" for name in CLOCKS}
SLEEPS = {"sleep"}
# The renderer is bounded by processor time, which its tests count, and told until when
# to wait, by moments of such a clock.
ABOUT_DEADLINES = {"richtext"}
TESTS = sorted(
    path
    for path in (ROOT / "tests").rglob("*.py")
    if path.relative_to(ROOT / "tests").parts[0] not in ABOUT_DEADLINES
)


def measured(tree):
    """Each use of a clock that measures, by name, however it was imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == "time" and node.attr in CLOCKS | SLEEPS:
                yield node.lineno, node.attr
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from ((node.lineno, name.name) for name in node.names)


@pytest.mark.parametrize("path", TESTS, ids=named)
def test_no_test_measures_time(path):
    assert list(measured(ast.parse(path.read_text()))) == []


@pytest.mark.parametrize(
    "source",
    [
        "import time\nbegan = time.perf_counter()",
        "from time import monotonic",
        "from time import process_time as used",
        "import time\ntime.sleep(1)",
    ],
)
def test_a_clock_is_known_however_it_is_read(source):
    assert len(list(measured(ast.parse(source)))) == 1
