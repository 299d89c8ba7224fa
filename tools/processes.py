"""Running other programs and being sure that they end."""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

from tools.console import ROOT, Stop

PATIENCE = 15  # seconds

Part = str | os.PathLike[str]
Command = Sequence[Part]


def run(
    command: Command,
    *,
    env: Mapping[str, str] | None = None,
    quiet: bool = False,
    cwd: Part = ROOT,
    **kwargs: Any,
) -> subprocess.CompletedProcess[str]:
    """Run to the end. When quiet, both outputs are in `stdout` of the answer."""
    if quiet:
        kwargs |= {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.run(
        [os.fspath(part) for part in command],
        env={**os.environ, **(env or {})},
        cwd=cwd,
        text=True,
        errors="replace",
        check=False,
        **kwargs,
    )


def start(
    command: Command,
    *,
    env: Mapping[str, str] | None = None,
    **kwargs: Any,
) -> subprocess.Popen[str]:
    """Start in a session of its own, so that Ctrl-C reaches only dev.py."""
    return subprocess.Popen(
        [os.fspath(part) for part in command],
        env={**os.environ, **(env or {})},
        cwd=kwargs.pop("cwd", ROOT),
        text=True,
        start_new_session=True,
        **kwargs,
    )


def stop(
    child: subprocess.Popen[str],
    *,
    by: signal.Signals = signal.SIGTERM,
    patience: float = PATIENCE,
) -> None:
    """End a child and everything that it started, kindly first."""
    signal_group(child, by)
    try:
        child.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        pass
    finally:
        signal_group(child, signal.SIGKILL)
        child.wait()


def signal_group(child: subprocess.Popen[str], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


def end_on_sigterm() -> None:
    """SIGTERM ends dev.py as Ctrl-C does: its children first."""

    def leave(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, leave)


def root_prefix() -> list[str] | None:
    """What to put before a command that needs root; None where nothing helps."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and run(["sudo", "-n", "true"], quiet=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def apt_install(*packages: str) -> bool:
    """Install Debian packages where that is allowed. Says whether it worked."""
    prefix = root_prefix()
    if prefix is None or not shutil.which("apt-get"):
        return False
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    install = [*prefix, "apt-get", "install", "-y", "--no-install-recommends"]
    if run([*install, *packages], quiet=True, env=env).returncode == 0:
        return True
    run([*prefix, "apt-get", "update"], quiet=True, env=env)
    return run([*install, *packages], quiet=True, env=env).returncode == 0


def tail(output: str, lines: int = 15) -> str:
    return "\n".join(output.strip().splitlines()[-lines:])


def need(command: Command, *, sentence: str, **kwargs: Any) -> str:
    """Run quietly; a failure stops everything with the sentence and the output."""
    done = run(command, quiet=True, **kwargs)
    if done.returncode:
        raise Stop(f"{sentence}\n\n{tail(done.stdout)}")
    return done.stdout
