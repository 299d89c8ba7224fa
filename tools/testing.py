"""`dev.py test`: the checks, and every test on both databases and in a browser."""

import re
import subprocess
import sys
from collections.abc import Callable

from tools import checking, environment, processes
from tools.chromium import chromium
from tools.console import Stopwatch, say
from tools.postgres import postgres

WORKERS = ["-n", "2", "--dist", "worksteal"]
JOURNEYS = "tests/journeys"
SUMMARY = re.compile(r"^=+ .*\bin [\d.]+s.* =+$")


def test(arguments: list[str]) -> int:
    """Everything; or, with arguments, one run of pytest with them.

    `--postgresql` as the first argument runs that selection on PostgreSQL.
    """
    environment.ensure("test")
    env = {"CHROMIUM": chromium()}
    if arguments[:1] == ["--postgresql"]:
        with postgres() as address:
            return pytest(arguments[1:], env | {"TEST_DATABASE_URL": address})[0]
    if arguments:
        return pytest(arguments, env)[0]
    with postgres() as address:
        return everything(env, address)


def everything(env: dict[str, str], address: str) -> int:
    """Every stage runs, whatever the one before it said; one failure fails all."""
    tests = ["tests", f"--ignore={JOURNEYS}"]
    suite = [*WORKERS, "-m", "not alone", *tests]
    queries = [*WORKERS, "-m", "not alone and not sweep", *tests]
    on_postgresql = env | {"TEST_DATABASE_URL": address}
    stages: dict[str, Callable[[], tuple[int, str]]] = {
        "checks": lambda: (checking.check([]), ""),
        "suite on SQLite": lambda: pytest(suite, env),
        "suite on PostgreSQL": lambda: pytest(queries, on_postgresql),
        "what runs alone": lambda: pytest(["-m", "alone", *tests], env),
        "journeys in Chromium": lambda: pytest([*WORKERS, JOURNEYS], env),
    }
    recap, failed = [], []
    watch = Stopwatch()
    for name, stage in stages.items():
        say(f"\n--- {name} ---")
        stage_watch = Stopwatch()
        code, summary = stage()
        verdict = "FAILED" if code else "passed"
        recap.append(f"{name}: {verdict} ({stage_watch})")
        if summary:
            recap.append(summary)
        if code:
            failed.append(name)
    say(f"\n--- all of it, in {watch} ---")
    say("\n".join(recap))
    return 1 if failed else 0


def pytest(arguments: list[str], env: dict[str, str]) -> tuple[int, str]:
    """Show a run as it happens. Answers its exit code and its own last line."""
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    child = processes.start(
        [environment.python(), "-m", "pytest", *colour, *arguments],
        env=env | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    summary = ""
    assert child.stdout is not None
    try:
        with child.stdout as output:
            for line in output:
                print(line, end="", flush=True)
                if SUMMARY.match(plain(line)):
                    summary = line.strip()
        return child.wait(), summary
    finally:
        processes.stop(child)


def plain(line: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", line).strip()
