"""The smaller commands."""

import shutil

from tools import environment, processes
from tools.chromium import chromium
from tools.console import ROOT, VAR, say
from tools.postgres import postgres

PUBLISHED = (
    "tests/architecture/test_access_matrix.py"
    "::test_the_published_proof_is_of_this_table"
)
# What is not the site's own, and costs minutes to have again.
NOT_OF_THE_SITE = {"bench", "bench-quick", "chromium", "environment.lock"}


def manage(arguments: list[str]) -> int:
    environment.ensure("base")
    command: processes.Command = [
        *(environment.python(), ROOT / "manage.py"),
        *arguments,
    ]
    env = environment.variables("config.settings.development")
    return processes.run(command, env=env).returncode


def bench(arguments: list[str]) -> int:
    """The harness prints its own help. `--postgresql` gives it a server."""
    environment.ensure("test")
    env = {"CHROMIUM": chromium()} if "--paint" in arguments else {}
    wanted = [word for word in arguments if word != "--postgresql"]
    command: processes.Command = [environment.python(), "-m", "benchmarks", *wanted]
    if wanted == arguments:
        return processes.run(command, env=env).returncode
    with postgres() as address:
        return processes.run(command, env=env | {"DATABASE_URL": address}).returncode


def reset(arguments: list[str]) -> int:
    for path in VAR.glob("*"):
        if path.name not in NOT_OF_THE_SITE:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    say("The development site is empty: `python3 dev.py run` builds it anew.")
    return 0


def access_matrix(arguments: list[str]) -> int:
    """Ask every door and write what was answered to `pages/access_matrix.json`."""
    environment.ensure("test")
    command: processes.Command = [
        *(environment.python(), "-m", "pytest", "--publish-doors", "-q"),
        "tests/architecture/test_access_matrix.py",
        "tests/architecture/test_moments.py",
        *("--deselect", PUBLISHED),
        *arguments,
    ]
    return processes.run(command).returncode
