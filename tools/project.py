"""The smaller commands."""

import shutil

from tools import environment, processes
from tools.console import ROOT, VAR, say
from tools.postgres import postgres

# What the development site keeps; the browser and the lock file stay.
KEPT_BY_THE_SITE = ["db.sqlite3*", "limits*", "mail", "uploads"]


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
    wanted = [word for word in arguments if word != "--postgresql"]
    command: processes.Command = [environment.python(), "-m", "benchmarks", *wanted]
    if wanted == arguments:
        return processes.run(command).returncode
    with postgres() as address:
        return processes.run(command, env={"DATABASE_URL": address}).returncode


def reset(arguments: list[str]) -> int:
    for pattern in KEPT_BY_THE_SITE:
        for path in VAR.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    say("The development site is empty: `python3 dev.py run` builds it anew.")
    return 0
