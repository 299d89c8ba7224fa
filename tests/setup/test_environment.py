import json
import shutil
import subprocess
import sys

import pytest

from tools import environment
from tools.console import Stop


@pytest.fixture
def venv(tmp_path):
    """An environment that is as its stamp says, as far as files can tell."""
    folder = tmp_path / ".venv"
    environment.python(folder).parent.mkdir(parents=True)
    environment.python(folder).symlink_to(sys.executable)
    stamp = {"place": str(folder), "base": environment.digest("base")}
    (folder / environment.STAMP).write_text(json.dumps(stamp))
    return folder


def test_is_ready_when_the_stamp_says_so(venv):
    assert environment.is_ready(venv, "base")


def test_a_ready_environment_has_a_private_folder_for_what_the_site_writes(
    venv, tmp_path, monkeypatch
):
    monkeypatch.setattr(environment, "VENV", venv)
    monkeypatch.setattr(environment, "VAR", tmp_path / "var")

    environment.ensure("base")

    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700


def test_is_ready_is_for_the_lock_that_was_installed(venv):
    assert not environment.is_ready(venv, "test")


def change_the_lock(venv):
    stamp = {"place": str(venv), "base": "another hash"}
    (venv / environment.STAMP).write_text(json.dumps(stamp))


def lose_the_stamp(venv):
    (venv / environment.STAMP).unlink()


def spoil_the_stamp(venv):
    (venv / environment.STAMP).write_text("{half a stam")


def leave_in_the_middle(venv):
    (venv / environment.UNDER_WAY).touch()


def remove_python(venv):
    environment.python(venv).unlink()
    environment.python(venv).symlink_to(venv / "gone")


@pytest.mark.parametrize(
    "harm",
    [
        change_the_lock,
        lose_the_stamp,
        spoil_the_stamp,
        leave_in_the_middle,
        remove_python,
    ],
)
def test_is_ready_notices(venv, harm):
    harm(venv)

    assert not environment.is_ready(venv, "base")


def test_is_ready_notices_that_the_project_was_moved(venv):
    moved = venv.rename(venv.with_name("moved"))

    assert not environment.is_ready(moved, "base")
    assert not environment.is_sound(moved)


@pytest.mark.parametrize("harm", [leave_in_the_middle, remove_python])
def test_is_sound_is_not_an_environment_that_was_never_finished(venv, harm):
    harm(venv)

    assert not environment.is_sound(venv)


def test_is_sound_is_not_an_environment_without_pip(venv):
    # A link to a Python elsewhere, with no pyvenv.cfg and so no packages of its own.
    environment.python(venv).unlink()
    script = environment.python(venv)
    script.write_text("#!/bin/sh\necho 'No module named pip' >&2; exit 1\n")
    script.chmod(0o755)

    assert not environment.is_sound(venv)


def test_make_replaces_what_is_half_there(venv):
    leave_in_the_middle(venv)
    (venv / "left over").touch()

    environment.make(venv)

    pip = [environment.python(venv), "-m", "pip", "--version"]
    assert subprocess.run(pip, capture_output=True).returncode == 0
    assert not (venv / "left over").exists()
    assert (venv / environment.UNDER_WAY).exists()


def test_have_venv_module_names_the_missing_piece(monkeypatch, tmp_path):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    # No apt-get and no sudo on this path: nothing can be installed.
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(Stop) as stopped:
        environment.have_venv_module()

    package = f"python3.{sys.version_info.minor}-venv"
    assert str(stopped.value) == (
        "This Python cannot make virtual environments. Install the missing piece "
        f"and start again: sudo apt-get install {package}"
    )


def test_install_says_what_pip_says_when_it_fails(venv):
    script = environment.python(venv)
    script.unlink()
    script.write_text("#!/bin/sh\necho 'a hash did not match'; exit 1\n")
    script.chmod(0o755)

    with pytest.raises(Stop, match=r"could not be installed:\n\na hash did not match"):
        environment.install(venv, "base")

    assert (venv / environment.UNDER_WAY).exists()


def test_the_lock_of_the_tests_holds_that_of_the_site():
    base, tests = (pinned(name) for name in ("base", "test"))

    assert base - tests == set()


def pinned(name):
    path = environment.ROOT / "requirements" / f"{name}.txt"
    lines = path.read_text().splitlines()
    return {line.split()[0] for line in lines if line[:1].isalnum()}


def test_the_locks_name_no_index_and_hash_everything():
    for name in ("base", "test"):
        text = (environment.ROOT / "requirements" / f"{name}.txt").read_text()
        assert "index-url" not in text
        assert text.count("==") <= text.count("--hash=sha256:")


def test_python_is_found_where_the_environment_is():
    assert shutil.which("python", path=str(environment.python().parent))
