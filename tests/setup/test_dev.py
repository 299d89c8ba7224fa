import ast
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from threading import Event

import pytest

from tests.mail_server import free_port
from tools import processes, project, serving, testing
from tools.console import ROOT, Stop, Stopwatch

# A person's shell says nothing of the settings that this test run has.
SHELL = {
    name: value
    for name, value in os.environ.items()
    if name not in {"DJANGO_SETTINGS_MODULE", "TEST_DATABASE_URL"}
}


def dev(*arguments, **env):
    return subprocess.run(
        [sys.executable, "dev.py", *arguments],
        cwd=ROOT,
        env=SHELL | env,
        capture_output=True,
        text=True,
    )


def test_dev_alone_lists_its_commands():
    done = dev()

    listed = [line.split()[0] for line in done.stdout.splitlines()[2:]]
    assert done.returncode == 0
    assert listed == [
        *("run", "test", "check", "fix", "manage", "bench", "migrations"),
        *("access-matrix", "reset", "lock", "sbom", "audit"),
    ]


def test_dev_says_that_a_command_does_not_exist():
    done = dev("fly")

    assert done.returncode == 2
    assert done.stderr.startswith("There is no command fly.\n")


def test_dev_can_be_read_by_an_old_python_which_it_then_refuses():
    source = (ROOT / "dev.py").read_text()

    tree = ast.parse(source, feature_version=(3, 6))

    before = source[: source.index("from tools import")]
    assert "sys.version_info < (3, 11)" in before
    assert "Crossroads needs Python 3.11 or newer" in before
    assert tree.body


def test_run_says_that_the_port_is_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = dev("run", "--port", str(port))

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"Port {port} is taken by another program: stop that one, or choose another "
        f"with `python3 dev.py run --port {port + 1}`.\n"
    )


@pytest.mark.parametrize("port", ["0", "65536", "-1", "eighty", "٨٠٨٠", ""])
def test_run_refuses_what_is_no_port(port):
    done = dev("run", f"--port={port}")

    assert done.returncode == 2
    assert "a port is a number from 1 to 65535" in done.stderr


def test_stop_if_one_ended_names_the_one():
    endless = processes.start([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    broken = processes.start([sys.executable, "-c", "raise SystemExit(3)"])
    broken.wait()
    try:
        with pytest.raises(Stop, match=r"The worker ended \(exit code 3\)"):
            serving.stop_if_one_ended({"server": endless, "worker": broken})
    finally:
        processes.stop(endless)
        endless.stdin.close()

    assert endless.returncode == -signal.SIGTERM


def test_stop_ends_a_child_with_all_that_it_started():
    program = (
        "import signal, subprocess, sys\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "inner = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=-1)\n"
        "print(inner.pid, flush=True)\n"
        "inner.wait()\n"
    )
    child = processes.start([sys.executable, "-c", program], stdout=subprocess.PIPE)
    with child.stdout as output:
        grandchild = int(output.readline())

        processes.stop(child, patience=0.5)

    assert child.returncode is not None
    assert is_gone(grandchild)


def is_gone(pid, looks=6_000):
    for _ in range(looks):
        try:
            state = Path(f"/proc/{pid}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state.rpartition(")")[2].split()[0] == "Z":
            return True
        Event().wait(0.01)
    return False


@pytest.mark.parametrize(
    ("line", "is_summary"),
    [
        ("==== 12 passed in 3.21s ====", True),
        ("= 1 failed, 12 passed, 2 warnings in 183.21s (0:03:03) =", True),
        ("\x1b[32m==== \x1b[1m2 passed\x1b[0m in 0.01s ====\x1b[0m", True),
        ("===== short test summary info =====", False),
        ("tests/setup/test_dev.py ... [ 10%]", False),
    ],
)
def test_the_summary_of_pytest_is_known(line, is_summary):
    assert bool(testing.SUMMARY.match(testing.plain(line))) == is_summary


def test_test_fails_when_pytest_does(tmp_path):
    (tmp_path / "test_wrong.py").write_text("def test_wrong(): assert False\n")

    outcome = testing.pytest(
        [
            *("-p", "no:cacheprovider", "-p", "no:django", "-c", os.devnull),
            *("--durations=1", "--durations-min=0", "-vv", str(tmp_path)),
        ],
        {},
    )

    assert outcome.code == 1
    assert "1 failed" in outcome.summary
    [(_seconds, slowest)] = outcome.slow
    assert slowest.endswith("test_wrong")


def test_the_recap_names_the_slowest_tests_of_all_stages_and_their_shares():
    watches = [Stopwatch(), Stopwatch()]
    for watch, seconds in zip(watches, (30.0, 90.0), strict=True):
        watch.stopped = watch.started + seconds
    suite = testing.Outcome(1, "= 1 failed =", [(float(n), f"t{n}") for n in range(9)])
    alone = testing.Outcome(0, "= 3 passed =", [(7.5, "u"), (0.5, "v")])

    lines = testing.recap({"suite": (suite, watches[0]), "alone": (alone, watches[1])})

    assert [line.split()[2] for line in lines[:-4]] == [
        *("t8", "u", "t7", "t6", "t5", "t4", "t3", "t2", "t1", "v")
    ]
    assert lines[-4:] == [
        "suite: FAILED (30 s, 25 %)",
        "= 1 failed =",
        "alone: passed (1 min 30 s, 75 %)",
        "= 3 passed =",
    ]


@pytest.mark.parametrize(("said", "count"), [("3", "3"), ("", str(os.cpu_count()))])
def test_workers_follow_the_cores_or_what_was_asked_for(monkeypatch, said, count):
    monkeypatch.setenv("CROSSROADS_TEST_WORKERS", said)

    assert testing.workers()[:2] == ["-n", count]


@pytest.mark.parametrize("said", ["many", "0", "-1", "٣"])
def test_workers_are_a_number_from_one_up(monkeypatch, said):
    monkeypatch.setenv("CROSSROADS_TEST_WORKERS", said)

    with pytest.raises(Stop, match="CROSSROADS_TEST_WORKERS is"):
        testing.workers()


@pytest.fixture
def own_site(tmp_path):
    """A database with tables and one person, so that no sample is built in it."""
    env = {"DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}"}
    program = (
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0)\n"
        "from accounts.models import User\n"
        "User.objects.create(handle='somebody', display_name='S', email='s@s.test')\n"
    )
    done = dev("manage", "shell", "--verbosity", "0", "-c", program, **env)
    assert done.returncode == 0, done.stderr
    return env


def test_run_serves_the_site_until_it_is_told_to_stop(own_site):
    port = free_port()
    running = subprocess.Popen(
        [sys.executable, "dev.py", "run", "--port", str(port)],
        cwd=ROOT,
        env=SHELL | own_site,
        text=True,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        with running.stdout as output:
            said = until(output, "Ctrl-C stops it.")
            with urllib.request.urlopen(f"http://localhost:{port}/healthz") as answer:
                assert answer.status == 200
            running.send_signal(signal.SIGTERM)
            said += output.read()
            code = running.wait(timeout=300)
    finally:
        processes.stop(running)

    assert f"http://localhost:{port}/dev/personas/" in said
    assert code == 0
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://localhost:{port}/healthz")


def until(output, words):
    said = ""
    for line in output:
        said += line
        if words in line:
            return said
    raise AssertionError(f"It ended without saying {words!r}:\n{said}")


def test_reset_empties_the_site_and_leaves_the_tools(tmp_path, monkeypatch, capsys):
    for name in ("db.sqlite3", "db.sqlite3-wal", "limits.sqlite3", "environment.lock"):
        (tmp_path / name).touch()
    for name in ("mail", "chromium", "bench"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    monkeypatch.setattr(project, "VAR", tmp_path)

    assert project.reset([]) == 0

    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"bench", "chromium", "environment.lock"}
