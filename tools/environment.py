"""The virtual environment: made, filled from a lock, mended, then left alone."""

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import processes
from tools.console import ROOT, VAR, Stop, Stopwatch, say

VENV = ROOT / ".venv"
STAMP = "crossroads.json"
UNDER_WAY = "crossroads.under-way"
# The lock of the tests holds that of the site.
HOLDS = {"base": ["base"], "test": ["base", "test"]}


def python(venv: Path = VENV) -> Path:
    return venv / "bin" / "python"


def tool(name: str) -> Path:
    return VENV / "bin" / name


def ensure(lock: str) -> None:
    """Have an environment in which everything of `requirements/<lock>.txt` is.

    An environment that is as its stamp says costs a read of two files. One
    that was never finished is made again, as nobody knows what it lacks. The folder
    for what the site writes is there too: it may be gone beside a ready environment.
    """
    have_var()
    if is_ready(VENV, lock):
        return
    with alone():
        if is_ready(VENV, lock):
            return
        if not is_sound(VENV):
            make(VENV)
        install(VENV, lock)


@contextmanager
def alone() -> Iterator[None]:
    """Two commands started together do not build the same environment."""
    have_var()
    with (VAR / "environment.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def have_var() -> None:
    """Mail with codes, and databases, lie there: for nobody else of this machine."""
    VAR.mkdir(mode=0o700, exist_ok=True)


def digest(lock: str) -> str:
    path = ROOT / "requirements" / f"{lock}.txt"
    return hashlib.sha256(path.read_bytes()).hexdigest()


def is_ready(venv: Path, lock: str) -> bool:
    stamp = read_stamp(venv)
    return (
        stamp.get("place") == str(venv)
        and stamp.get(lock) == digest(lock)
        and not (venv / UNDER_WAY).exists()
        and python(venv).exists()
    )


def is_sound(venv: Path) -> bool:
    """Whether packages can be added to what is there."""
    if (venv / UNDER_WAY).exists() or not python(venv).exists():
        return False
    if read_stamp(venv).get("place", str(venv)) != str(venv):
        return False
    answer = processes.run([python(venv), "-m", "pip", "--version"], quiet=True)
    return answer.returncode == 0


def read_stamp(venv: Path) -> dict[str, str]:
    try:
        stamp = json.loads((venv / STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def make(venv: Path) -> None:
    if venv.exists():
        say("The environment in .venv is not whole: making it anew.")
        shutil.rmtree(venv)
    have_venv_module()
    say("Making the virtual environment in .venv.")
    venv.mkdir()
    (venv / UNDER_WAY).touch()
    processes.need(
        [base_python(), "-m", "venv", venv],
        sentence="The virtual environment could not be made:",
    )


def base_python() -> str:
    """The Python outside any environment: the old one may be about to go."""
    return getattr(sys, "_base_executable", None) or sys.executable


def have_venv_module() -> None:
    """Debian keeps the part of Python that makes environments in a package."""
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    say(f"This Python cannot make environments: installing {package}.")
    if not processes.apt_install(package):
        raise Stop(
            "This Python cannot make virtual environments. Install the missing "
            f"piece and start again: sudo apt-get install {package}"
        )


def install(venv: Path, lock: str) -> None:
    watch = Stopwatch()
    say(f"Installing the packages of requirements/{lock}.txt (a minute or two).")
    (venv / UNDER_WAY).touch()
    processes.need(
        [
            *(python(venv), "-m", "pip", "install"),
            *("--quiet", "--disable-pip-version-check", "--no-input"),
            *("--require-hashes", "-r", ROOT / "requirements" / f"{lock}.txt"),
        ],
        sentence="The packages could not be installed:",
        env={"PIP_ROOT_USER_ACTION": "ignore"},
    )
    stamp = {"place": str(venv)} | {held: digest(held) for held in HOLDS[lock]}
    (venv / STAMP).write_text(json.dumps(stamp))
    (venv / UNDER_WAY).unlink()
    say(f"The packages are there ({watch}).")


def lock(arguments: list[str]) -> int:
    """Compile both locks from pyproject.toml, for every platform at once."""
    ensure("test")
    compile_: list[processes.Part] = [
        *(tool("uv"), "pip", "compile", "--universal", "--python-version", "3.11.0"),
        *("--generate-hashes", "--no-header", "--no-emit-index-url", "--quiet"),
        *arguments,
        "pyproject.toml",
    ]
    for name, extra in {"base": [], "test": ["--extra", "test"]}.items():
        target = Path("requirements") / f"{name}.txt"
        done = processes.run([*compile_, *extra, "--output-file", target])
        if done.returncode:
            return done.returncode
        say(f"{target} is compiled.")
    return 0


def variables(settings: str) -> dict[str, str]:
    """The environment of a child: these settings unless others were asked for."""
    chosen = os.environ.get("DJANGO_SETTINGS_MODULE", settings)
    return {"DJANGO_SETTINGS_MODULE": chosen, "PYTHONUNBUFFERED": "1"}
