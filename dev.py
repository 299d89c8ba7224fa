#!/usr/bin/env python3
"""The commands of Crossroads. `python3 dev.py` lists them."""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Crossroads needs Python 3.11 or newer, and this is %d.%d: start dev.py "
        "with a newer one, for example `python3.11 dev.py`." % sys.version_info[:2]
    )

from tools import (
    checking,
    environment,
    migrating,
    processes,
    project,
    releasing,
    serving,
    testing,
)
from tools.console import Stop, complain, say

COMMANDS = {
    "run": (serving.run, "start the site and its worker (--port 8000)"),
    "test": (testing.test, "run every check and test; or: test [--postgresql] PATH"),
    "check": (checking.check, "format, lint, imports, types, migrations, templates"),
    "fix": (checking.fix, "format the code and mend what the linter can"),
    "manage": (project.manage, "run a command of Django: manage shell"),
    "bench": (project.bench, "measure pages against a bare view (--help)"),
    "migrations": (
        migrating.migrations,
        "list new migrations, which then stay",
    ),
    "access-matrix": (
        project.access_matrix,
        "ask every address and publish the answers",
    ),
    "reset": (project.reset, "delete the development database, files and mail"),
    "lock": (environment.lock, "compile requirements/ from pyproject.toml"),
    "sbom": (releasing.sbom, "list the packages of a release (CycloneDX)"),
    "audit": (releasing.audit, "ask for advisories about the packages of the lock"),
}


def usage() -> str:
    lines = [f"  {name:<14} {help_}" for name, (_, help_) in COMMANDS.items()]
    return "\n".join(["python3 dev.py COMMAND", "", *lines])


def main(arguments: list[str]) -> int:
    name, *rest = arguments or ["help"]
    if name in ("help", "-h", "--help"):
        say(usage())
        return 0
    if name not in COMMANDS:
        complain(f"There is no command {name}.\n\n{usage()}")
        return 2
    processes.end_on_sigterm()
    try:
        return COMMANDS[name][0](rest)
    except Stop as reason:
        complain(str(reason))
        return 1
    except KeyboardInterrupt:
        complain("\nStopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
