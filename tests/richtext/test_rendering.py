"""One person's texts never meet another's, and never make another wait."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Barrier, Thread

import pytest

from richtext import limits
from richtext.plain import as_typed
from richtext.pool import Pool, TimeIsUp, WorkerLost, pool
from richtext.rendering import (
    UNRENDERED,
    VERSION,
    render,
    render_patiently,
    warm_up,
)
from richtext.turns import Resting, Turns
from tests.richtext.bombs import BOMBS
from tests.richtext.reading import shown
from tests.richtext.test_bombs import SECTION

NOTE = "One[^1].\n\n[^1]: Words of {}."


@pytest.fixture(scope="module", autouse=True)
def _worker():
    warm_up()


def together(*calls):
    """Run the calls at the same moment; what each returned and how long it took."""
    ready, answers = Barrier(len(calls)), [None] * len(calls)

    def run(index, call):
        ready.wait()
        began = time.perf_counter()
        answer = call()
        answers[index] = (answer, time.perf_counter() - began)

    threads = [Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_two_authors_footnotes_never_meet():
    first, second = render(NOTE.format("Ana")), render(NOTE.format("Bob"))

    assert ("Ana" in shown(first.html), "Bob" in shown(first.html)) == (True, False)
    assert ("Ana" in shown(second.html), "Bob" in shown(second.html)) == (False, True)
    assert shown(render("Two[^1].").html) == "<p>Two[^1].</p>"


def test_eight_threads_render_the_same():
    texts = [SECTION.format(part) + NOTE.format(part) for part in range(74)]
    alone = [render(text).html for text in texts]

    answers = together(*[lambda: [render(text).html for text in texts]] * 8)

    assert [html == alone for html, _ in answers] == [True] * 8


def test_what_went_before_leaves_no_trace():
    text = SECTION.format(1) + NOTE.format("Ana")
    before = render(text)

    for name in ("notes", "fences", "brackets", "tasks", "one note", "php"):
        render(BOMBS[name])

    assert render(text) == before


def test_one_persons_bombs_do_not_make_another_wait():
    bombs = [lambda: render(BOMBS["brackets"], person_id=1)] * 6

    *_, (rendered, took) = together(*bombs, lambda: render("*Hi*", person_id=2))

    assert shown(rendered.html) == "<p><em>Hi</em></p>"
    assert took < limits.DEADLINE


def test_a_person_whose_text_took_too_long_gets_no_worker_for_a_while():
    render(BOMBS["pictures"], person_id=3)

    began = time.perf_counter()
    rendered = render("*Hi*", person_id=3)

    assert time.perf_counter() - began < 0.1
    assert (shown(rendered.html), rendered.version) == ("<p>*Hi*</p>", UNRENDERED)
    assert render("Hi", person_id=3).version == VERSION
    assert render("*Hi*", person_id=4).version == VERSION


def test_many_bombs_of_one_person_are_all_answered_within_a_second():
    answers = together(*[lambda: render(BOMBS["cdata"], person_id=5)] * 8)

    assert [rendered.html for rendered, _ in answers] == [as_typed(BOMBS["cdata"])] * 8
    assert max(took for _, took in answers) < 1


def test_bombs_of_many_people_are_all_answered_within_a_second():
    answers = together(
        *[
            lambda who=who: render(BOMBS["brackets"], person_id=who)
            for who in range(20, 32)
        ]
    )

    assert {rendered.version for rendered, _ in answers} == {UNRENDERED}
    assert max(took for _, took in answers) < 1
    assert shown(render_patiently("*Hi*").html) == "<p><em>Hi</em></p>"


def test_turns_come_in_order_and_not_after_the_deadline():
    turns = Turns()

    with turns.turn(1, time.monotonic()):
        with turns.turn(2, time.monotonic()), turns.turn(None, time.monotonic()):
            pass
        with pytest.raises(Resting), turns.turn(1, time.monotonic() + 0.01):
            pass
    with turns.turn(1, time.monotonic()):
        pass


def test_a_worker_that_is_killed_is_replaced():
    own = Pool()
    assert shown(own.render("*a*", time.monotonic() + 5)) == "<p><em>a</em></p>"
    [worker] = own._free

    os.kill(worker.process.pid, signal.SIGKILL)
    worker.process.wait()

    assert shown(own.render("*b*", time.monotonic() + 5)) == "<p><em>b</em></p>"
    own.close()


def test_a_worker_that_dies_at_work_is_told_from_a_late_one():
    own = Pool()
    own.render("*a*", time.monotonic() + 5)
    [worker] = own._free
    os.kill(worker.process.pid, signal.SIGSTOP)
    killer = Thread(target=lambda: [time.sleep(0.1), worker.process.kill()])
    killer.start()

    with pytest.raises(WorkerLost):
        own.render("*b*", time.monotonic() + 5)

    killer.join()
    own.close()


def test_the_deadline_counts_from_the_asking():
    own = Pool()
    own.warm_up()

    with pytest.raises(TimeIsUp):
        own.render("*a*", time.monotonic())

    own.close()


def test_workers_end_with_the_pool():
    own = Pool()
    own.render("*a*", time.monotonic() + 5)
    [worker] = own._free

    own.close()

    assert worker.process.returncode is not None


def test_a_worker_knows_no_secret_and_stays_small():
    pool().render(BOMBS["fences"], time.monotonic() + 5)
    [worker, *_] = pool()._free

    about = Path(f"/proc/{worker.process.pid}")
    settings = (about / "environ").read_text().rstrip("\0").split("\0")
    [space] = re.findall(r"Max address space +(\d+)", (about / "limits").read_text())

    assert [name.partition("=")[0] for name in settings] == ["PYTHONPATH", "PYTHONUTF8"]
    assert int(space) == limits.WORKER_MEMORY < 512 * 1024 * 1024


ALONE = """
import sys
from richtext import rendering
assert rendering.render_patiently("*a*").html.parts == ("<p><em>a</em></p>",)
assert not [name for name in sys.modules if name.startswith("django")]
print("alone")
"""

FORKED = """
import os, sys
from richtext.rendering import render_patiently as render
first = render("*a*").html
if not os.fork():
    assert render("*b*").html.parts == ("<p><em>b</em></p>",)
    sys.exit(7)
_, status = os.wait()
assert os.waitstatus_to_exitcode(status) == 7
assert render("*a*").html == first
print("forked")
"""


@pytest.mark.parametrize(("script", "said"), [(ALONE, "alone"), (FORKED, "forked")])
def test_rendering_needs_no_django_and_no_guarded_script(script, said):
    """Read from a pipe, as no start of a worker may run the script again."""
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-"],
        input=script,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        timeout=30,
        check=False,
    )

    assert (ran.stdout.split(), ran.stderr) == ([said], "")


def test_a_worker_of_a_large_process_is_not_tired_by_birth():
    program = (
        "import time\n"
        "ballast = bytearray(300 * 1024 * 1024)\n"
        "ballast[::4096] = b'x' * len(ballast[::4096])\n"
        "from richtext.pool import Worker\n"
        "worker = Worker()\n"
        "print(worker.ask(b'*text*', time.monotonic() + 10))\n"
        "worker.stop()\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True)

    assert done.stdout.decode() == "(b'[\"<p><em>text</em></p>\"]', False)\n"
