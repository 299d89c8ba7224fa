"""`dev.py test`: the checks, and every test on both databases and in a browser."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from tools import checking, environment, processes
from tools.chromium import chromium
from tools.console import Stop, Stopwatch, say
from tools.postgres import postgres

JOURNEYS = "tests/journeys"
SUMMARY = re.compile(r"^=+ .*\bin [\d.]+s.* =+$")
SLOWEST = 10
DURATION = re.compile(r"^([\d.]+)s (call|setup|teardown) +(\S.*)$")


@dataclass
class Outcome:
    """What a run of pytest came to: exit code, last line, slow steps in seconds."""

    code: int = 0
    summary: str = ""
    slow: list[tuple[float, str]] = field(default_factory=list)


def workers() -> list[str]:
    """As many as there are cores, or as CROSSROADS_TEST_WORKERS says."""
    count = os.environ.get("CROSSROADS_TEST_WORKERS") or str(os.cpu_count() or 1)
    if not count.isascii() or not count.isdigit() or count == "0":
        raise Stop(f"CROSSROADS_TEST_WORKERS is {count}: it is a number from 1 up.")
    return ["-n", count, "--dist", "worksteal"]


def test(arguments: list[str]) -> int:
    """Everything; or, with arguments, one run of pytest with them.

    `--postgresql` as the first argument runs that selection on PostgreSQL.
    """
    environment.ensure("test")
    env = {"CHROMIUM": chromium()}
    if arguments[:1] == ["--postgresql"]:
        with postgres() as address:
            return pytest(arguments[1:], env | {"TEST_DATABASE_URL": address}).code
    if arguments:
        return pytest(arguments, env).code
    with postgres() as address:
        return everything(env, address)


def everything(env: dict[str, str], address: str) -> int:
    """Every stage runs, whatever the one before it said; one failure fails all."""
    tests = ["tests", f"--ignore={JOURNEYS}", *timed()]
    suite = [*workers(), "-m", "not alone", *tests]
    queries = [*workers(), "-m", "not alone and not one_database", *tests]
    on_postgresql = env | {"TEST_DATABASE_URL": address}
    stages: dict[str, Callable[[], Outcome]] = {
        "checks": lambda: Outcome(checking.check([])),
        "suite on SQLite": lambda: pytest(suite, env),
        "suite on PostgreSQL": lambda: pytest(queries, on_postgresql),
        "what runs alone": lambda: pytest(["-m", "alone", *tests], env),
        "journeys in Chromium": lambda: pytest([*workers(), JOURNEYS, *timed()], env),
    }
    outcomes: dict[str, tuple[Outcome, Stopwatch]] = {}
    watch = Stopwatch()
    for name, stage in stages.items():
        say(f"\n--- {name} ---")
        stage_watch = Stopwatch()
        outcome = stage()
        stage_watch.stop()
        outcomes[name] = outcome, stage_watch
    say(f"\n--- all of it, in {watch} ---")
    say("\n".join(recap(outcomes)))
    return int(any(outcome.code for outcome, _ in outcomes.values()))


def timed() -> list[str]:
    return [f"--durations={SLOWEST}", "--durations-min=1"]


def recap(outcomes: dict[str, tuple[Outcome, Stopwatch]]) -> list[str]:
    """The slowest tests, then a line or two a stage: verdict, time, share of it all."""
    whole = sum(watch.seconds for _, watch in outcomes.values()) or 1
    slow = sorted(
        (
            (seconds, f"{test} ({name})")
            for name, (outcome, _) in outcomes.items()
            for seconds, test in outcome.slow
        ),
        reverse=True,
    )
    lines = [f"{seconds:7.1f} s  {test}" for seconds, test in slow[:SLOWEST]]
    for name, (outcome, watch) in outcomes.items():
        verdict = "FAILED" if outcome.code else "passed"
        share = 100 * watch.seconds / whole
        lines.append(f"{name}: {verdict} ({watch}, {share:.0f} %)")
        if outcome.summary:
            lines.append(outcome.summary)
    return lines


def pytest(arguments: list[str], env: dict[str, str]) -> Outcome:
    """Show a run as it happens, and say what it came to."""
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    child = processes.start(
        [environment.python(), "-m", "pytest", *colour, *arguments],
        env=env | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    outcome = Outcome()
    assert child.stdout is not None
    try:
        with child.stdout as output:
            for line in output:
                print(line, end="", flush=True)
                read(plain(line), outcome)
        outcome.code = child.wait()
        return outcome
    finally:
        processes.stop(child)


def read(line: str, outcome: Outcome) -> None:
    if SUMMARY.match(line):
        outcome.summary = line
    elif found := DURATION.match(line):
        outcome.slow.append((float(found[1]), found[3]))


def plain(line: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", line).strip()
