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
from richtext.pool import Exhausted, NoWorker, Pool, WorkerLost, pool
from richtext.rendering import (
    UNRENDERED,
    VERSION,
    render,
    render_patiently,
    warm_up,
)
from richtext.turns import Resting, Turns
from tests.busy import all_the_time
from tests.richtext.bombs import BOMBS
from tests.richtext.parsing import shown
from tests.richtext.test_bombs import SECTION

NOTE = "One[^1].\n\n[^1]: Words of {}."


@pytest.fixture(scope="module", autouse=True)
def _worker():
    warm_up()
    with all_the_time():
        yield


def together(*calls):
    """Run the calls at the same moment; what each returned."""
    ready, answers = Barrier(len(calls)), [None] * len(calls)

    def run(index, call):
        ready.wait()
        answers[index] = call()

    threads = [Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def until(is_so):
    """Until something that is on its way has come."""
    while not is_so():
        time.sleep(0.001)


def test_two_authors_footnotes_never_meet():
    first, second = render(NOTE.format("Ana")), render(NOTE.format("Bob"))

    assert ("Ana" in shown(first.html), "Bob" in shown(first.html)) == (True, False)
    assert ("Ana" in shown(second.html), "Bob" in shown(second.html)) == (False, True)
    assert shown(render("Two[^1].").html) == "<p>Two[^1].</p>"


def test_eight_threads_render_the_same():
    texts = [SECTION.format(part) + NOTE.format(part) for part in range(74)]
    alone = [render(text).html for text in texts]

    answers = together(*[lambda: [render(text).html for text in texts]] * 8)

    assert [html == alone for html in answers] == [True] * 8


def test_what_went_before_leaves_no_trace():
    text = SECTION.format(1) + NOTE.format("Ana")
    before = render(text)

    for name in ("notes", "fences", "brackets", "tasks", "one note", "php"):
        render(BOMBS[name])

    assert render(text) == before


def test_one_persons_bombs_do_not_make_another_wait():
    """One of them gets a worker, and its author none for a while."""
    bombs = [lambda: render(BOMBS["brackets"], person_id=1)] * 6

    *answers, rendered = together(*bombs, lambda: render("*Hi*", person_id=2))

    assert shown(rendered.html) == "<p><em>Hi</em></p>"
    versions = sorted(answer.version for answer in answers)
    assert versions == [UNRENDERED] * 5 + [VERSION]


def test_a_person_whose_text_took_too_much_gets_no_worker_for_a_while():
    render(BOMBS["pictures"], person_id=3)

    rendered = render("*Hi*", person_id=3)

    assert (shown(rendered.html), rendered.version) == ("<p>*Hi*</p>", UNRENDERED)
    assert render("Hi", person_id=3).version == VERSION
    assert render("*Hi*", person_id=4).version == VERSION
    assert render_patiently("*Hi*").version == VERSION


@pytest.mark.parametrize("people", [[5] * 8, list(range(20, 32))])
def test_many_bombs_at_once_are_all_answered_and_honest_texts_after_them(people):
    bomb = BOMBS["cdata"]

    answers = together(*[lambda who=who: render(bomb, person_id=who) for who in people])

    assert [rendered.html for rendered in answers] == [as_typed(bomb)] * len(people)
    assert shown(render_patiently("*Hi*").html) == "<p><em>Hi</em></p>"


def test_time_that_a_worker_waits_is_not_counted(monkeypatch):
    """On a busy machine an honest text is late, and is itself."""
    monkeypatch.setattr(limits, "PROCESSOR", 0.2)
    own = Pool()
    own.render("*a*", time.monotonic() + 600)
    [worker] = own._free
    os.kill(worker.process.pid, signal.SIGSTOP)
    answers = []
    late = Thread(
        target=lambda: answers.append(own.render("*b*", time.monotonic() + 600))
    )
    late.start()
    until(lambda: not own._free)
    began = time.monotonic()
    until(lambda: time.monotonic() > began + 2 * limits.PROCESSOR)
    assert answers == []

    os.kill(worker.process.pid, signal.SIGCONT)
    late.join()

    assert [shown(text) for text in answers] == ["<p><em>b</em></p>"]
    own.close()


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
    assert shown(own.render("*a*", time.monotonic() + 600)) == "<p><em>a</em></p>"
    [worker] = own._free

    os.kill(worker.process.pid, signal.SIGKILL)
    worker.process.wait()

    assert shown(own.render("*b*", time.monotonic() + 600)) == "<p><em>b</em></p>"
    own.close()


def stopped(own):
    """The worker of a pool, which from now on says nothing."""
    own.render("*a*", time.monotonic() + 600)
    [worker] = own._free
    os.kill(worker.process.pid, signal.SIGSTOP)
    return worker


def test_a_worker_that_is_killed_at_work_is_lost_and_its_text_is_not_to_blame():
    own = Pool()
    worker = stopped(own)

    def kill():
        until(lambda: not own._free)
        worker.process.kill()

    killer = Thread(target=kill)
    killer.start()

    with pytest.raises(WorkerLost):
        own.render("*b*", time.monotonic() + 600)

    killer.join()
    own.close()


def test_a_worker_that_says_nothing_is_lost(monkeypatch):
    own = Pool()
    worker = stopped(own)
    monkeypatch.setattr(limits, "LOST", 0.01)

    with pytest.raises(WorkerLost):
        own.render("*b*", time.monotonic() + 600)

    assert worker.process.wait() == -signal.SIGKILL
    own.close()


def test_another_worker_is_asked_where_one_is_lost():
    render_patiently("*a*")
    for worker in pool()._free:
        os.kill(worker.process.pid, signal.SIGSTOP)

    def kill():
        worker = pool()._free[-1]
        until(lambda: worker not in pool()._free)
        worker.process.kill()
        for other in pool()._free:
            os.kill(other.process.pid, signal.SIGCONT)

    killer = Thread(target=kill)
    killer.start()

    assert shown(render_patiently("*b*").html) == "<p><em>b</em></p>"

    killer.join()


@pytest.mark.parametrize("name", ["brackets", "cdata", "pictures"])
def test_a_text_that_uses_up_its_processor_time_is_told_from_a_lost_worker(name):
    own = Pool()

    with pytest.raises(Exhausted):
        own.render(BOMBS[name], time.monotonic() + 600)

    own.close()


def test_the_deadline_is_for_getting_a_worker():
    own = Pool()

    with pytest.raises(NoWorker):
        own.render("*a*", time.monotonic())

    own.close()


def test_workers_end_with_the_pool():
    own = Pool()
    own.render("*a*", time.monotonic() + 600)
    [worker] = own._free

    own.close()

    assert worker.process.returncode is not None


def test_a_worker_knows_no_secret_and_stays_small():
    pool().render(BOMBS["fences"], time.monotonic() + 600)
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
        "ballast = bytearray(300 * 1024 * 1024)\n"
        "ballast[::4096] = b'x' * len(ballast[::4096])\n"
        "from richtext.pool import Worker\n"
        "worker = Worker()\n"
        "print(worker.ask(b'*text*'))\n"
        "worker.stop()\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True)

    assert done.stdout.decode() == "(b'[\"<p><em>text</em></p>\"]', False)\n"
