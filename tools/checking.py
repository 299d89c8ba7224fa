"""`dev.py check`: everything that can be said of the code without running it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools import environment, processes
from tools.console import Stopwatch, say


@dataclass(frozen=True)
class Answer:
    name: str
    is_good: bool
    output: str
    took: str


def commands() -> dict[str, list[str | Path]]:
    """The slowest first, as two run at a time."""
    python, tool = environment.python(), environment.tool
    manage: list[str | Path] = [python, "manage.py"]
    return {
        "types": [python, "-m", "mypy"],
        "format": [tool("ruff"), "format", "--check", "--quiet", "."],
        "lint": [tool("ruff"), "check", "--quiet", "."],
        "imports": [tool("lint-imports"), "--no-cache"],
        "migrations": [*manage, "makemigrations", "--check", "--dry-run"],
        "settings": [*manage, "check", "--fail-level", "WARNING"],
        "templates": [tool("djlint"), "templates", "--lint", "--quiet"],
    }


def check(arguments: list[str]) -> int:
    """Run all and say how each went; one that failed says why."""
    environment.ensure("test")
    good = True
    with ThreadPoolExecutor(max_workers=2) as pool:
        for answer in pool.map(ask, *zip(*commands().items(), strict=True)):
            good &= answer.is_good
            verdict = "ok" if answer.is_good else "FAILED"
            say(f"  {answer.name:<12} {verdict:<7} {answer.took:>10}")
            if not answer.is_good:
                say(answer.output)
    return 0 if good else 1


def ask(name: str, command: list[str | Path]) -> Answer:
    watch = Stopwatch()
    env = environment.variables("config.settings.test")
    done = processes.run(command, quiet=True, env=env)
    return Answer(name, done.returncode == 0, done.stdout.strip(), str(watch))


def fix(arguments: list[str]) -> int:
    """Let ruff mend what it can."""
    environment.ensure("test")
    ruff = environment.tool("ruff")
    processes.run([ruff, "format", "--quiet", "."])
    return processes.run([ruff, "check", "--fix", "--quiet", "."]).returncode
