import pytest

from tools import programs
from tools.console import Stop


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine without the program and without any way to get it."""
    monkeypatch.delenv("NGINX", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(programs, "PLACES", [])
    return tmp_path


def executable(path):
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_find_takes_the_one_on_the_path_and_then_those_of_the_system(bare, monkeypatch):
    assert programs.find("nginx") is None
    (bare / "sbin").mkdir()
    monkeypatch.setattr(programs, "PLACES", [str(bare / "sbin")])
    system = executable(bare / "sbin" / "nginx")
    assert programs.find("nginx") == system
    assert programs.find("nginx") != executable(bare / "nginx.other")


def test_find_takes_the_one_that_is_named_or_says_that_it_does_not_start(
    bare, monkeypatch
):
    monkeypatch.setenv("NGINX", executable(bare / "other"))
    assert programs.find("nginx") == str(bare / "other")

    monkeypatch.setenv("NGINX", str(bare / "nowhere"))
    with pytest.raises(Stop, match=r"NGINX names .*nowhere"):
        programs.find("nginx")


def test_program_says_what_to_install_when_there_is_no_way(bare):
    with pytest.raises(Stop, match=r"sudo apt-get install nginx-light\) .* NGINX"):
        programs.program("nginx")
