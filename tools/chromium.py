"""A real Chromium: found, installed, or unpacked, in that order."""

import os
import shutil
import tarfile
import tempfile
from pathlib import Path

from tools import environment, processes
from tools.console import VAR, Stop, say

NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
APPLICATIONS = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]
NPM_PACKAGE = "@sparticuz/chromium"
UNPACKED = VAR / "chromium"


def chromium() -> str:
    """The path of a Chromium that starts, however it had to be had."""
    found = find()
    if found:
        return found
    say("There is no Chromium on this machine: getting one.")
    for way in (from_apt, from_playwright, from_npm):
        found = way()
        if found:
            return found
    raise Stop(
        "The browser tests need Chromium and none could be had: install it "
        "(on Debian: sudo apt-get install chromium) or name it in CHROMIUM."
    )


def find() -> str | None:
    """A Chromium that is already here. CHROMIUM names one and ends the search."""
    named = os.environ.get("CHROMIUM")
    if named:
        if not starts(named):
            raise Stop(f"CHROMIUM names {named}, which does not start.")
        return named
    candidates = [shutil.which(name) for name in NAMES]
    candidates += [*APPLICATIONS, str(UNPACKED / "chromium")]
    return next((path for path in candidates if path and starts(path)), None)


def starts(path: str) -> bool:
    try:
        return processes.run([path, "--version"], quiet=True).returncode == 0
    except OSError:
        return False


def from_apt() -> str | None:
    return find() if processes.apt_install("chromium") else None


def from_playwright() -> str | None:
    python = environment.python()
    downloaded = processes.run(
        [python, "-m", "playwright", "install", "chromium"], quiet=True
    )
    if downloaded.returncode:
        return None
    program = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as playwright: print(playwright.chromium.executable_path)"
    )
    path = processes.run([python, "-c", program], quiet=True).stdout.strip()
    return path if starts(path) else None


def from_npm() -> str | None:
    """The package holds a browser and its libraries, packed with Brotli."""
    if not shutil.which("npm"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        packed = processes.run(
            ["npm", "pack", NPM_PACKAGE, "--silent"], quiet=True, cwd=folder
        )
        archives = list(Path(folder).glob("*.tgz"))
        if packed.returncode or not archives:
            return None
        extract(archives[0], Path(folder))
        return unpack(Path(folder) / "package" / "bin")


def unpack(packed: Path) -> str | None:
    shutil.rmtree(UNPACKED, ignore_errors=True)
    UNPACKED.mkdir(parents=True)
    program = (
        "import brotli, sys\n"
        "sys.stdout.buffer.write(brotli.decompress(open(sys.argv[1], 'rb').read()))"
    )
    for source in packed.glob("*.br"):
        target = UNPACKED / source.stem
        with target.open("wb") as output:
            processes.run([environment.python(), "-c", program, source], stdout=output)
        if target.suffix == ".tar":
            extract(target, UNPACKED)
            target.unlink()
    return wrap()


def extract(source: Path, folder: Path) -> None:
    with tarfile.open(source) as archive:
        # The first versions of Python 3.11 know no filters.
        if hasattr(tarfile, "data_filter"):
            archive.extractall(folder, filter="data")
        else:
            archive.extractall(folder)


def wrap() -> str | None:
    """A browser that finds the libraries beside it."""
    browser = UNPACKED / "chromium"
    if not browser.exists():
        return None
    browser = browser.rename(UNPACKED / "chromium.bin")
    browser.chmod(0o755)
    libraries = ":".join(
        str(folder) for folder in (UNPACKED / "lib", UNPACKED / "al2023" / "lib")
    )
    script = UNPACKED / "chromium"
    script.write_text(
        f'#!/bin/sh\nLD_LIBRARY_PATH="{libraries}:$LD_LIBRARY_PATH" '
        f'exec "{browser}" "$@"\n'
    )
    script.chmod(0o755)
    return str(script) if starts(str(script)) else None
