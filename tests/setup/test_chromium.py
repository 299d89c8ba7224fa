import brotli
import pytest

from tools import chromium
from tools.console import Stop


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine without a browser and without any way to get one."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "APPLICATIONS", [])
    monkeypatch.setattr(chromium, "UNPACKED", tmp_path / "unpacked")
    return tmp_path


def browser(folder, name="chromium", *, code=0):
    path = folder / name
    path.write_text(f"#!/bin/sh\nexit {code}\n")
    path.chmod(0o755)
    return str(path)


def test_find_takes_the_one_on_the_path(bare):
    path = browser(bare)

    assert chromium.find() == path


def test_find_passes_over_one_that_does_not_start(bare):
    browser(bare, "chromium", code=1)
    path = browser(bare, "google-chrome")

    assert chromium.find() == path


def test_find_finds_nothing_on_a_bare_machine(bare):
    assert chromium.find() is None


def test_find_takes_the_one_that_is_named(bare, monkeypatch):
    browser(bare)
    path = browser(bare, "another")
    monkeypatch.setenv("CHROMIUM", path)

    assert chromium.find() == path


def test_find_says_that_the_named_one_does_not_start(bare, monkeypatch):
    monkeypatch.setenv("CHROMIUM", str(bare / "nowhere"))

    with pytest.raises(Stop, match="nowhere, which does not start"):
        chromium.find()


def test_unpack_makes_a_browser_that_finds_its_libraries(bare):
    packed = bare / "packed"
    packed.mkdir()
    script = b'#!/bin/sh\ncase "$LD_LIBRARY_PATH" in */unpacked/lib:*) exit 0;; esac\n'
    (packed / "chromium.br").write_bytes(brotli.compress(script + b"exit 1\n"))

    path = chromium.unpack(packed)

    assert path == str(bare / "unpacked" / "chromium")


def test_chromium_says_what_to_install_when_there_is_no_way(bare, monkeypatch):
    # Playwright's own way needs a Python with Playwright in it: here is none.
    monkeypatch.setattr("tools.environment.VENV", bare)
    python = bare / "bin" / "python"
    python.parent.mkdir()
    browser(python.parent, "python", code=1)

    with pytest.raises(Stop, match="sudo apt-get install chromium"):
        chromium.chromium()
