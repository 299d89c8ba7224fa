"""The place that processes share is really broken here, in several ways."""

import logging
import subprocess
import sys

import pytest
from django.core.cache import caches

from core import clock
from core.caches import SharedCache
from core.errors import TooFast
from core.throttling import hit
from tests.mail_server import free_port
from tools.console import ROOT

# What the disk would do that has no room: no file of the process may grow further.
FULL = """
import resource, sys
from django.conf import settings
settings.configure()
from core.caches import SharedCache
from core.caches.sliding import Window
cache = SharedCache(sys.argv[1], {})
cache.set("before", 1)
size = 4096 * 4
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
cache.set("large", "x" * 1_000_000)
window = Window("post", 5, 600)
print([cache.admit([window], 1) is None for _ in range(7)])
try:
    cache._place.set("large", "x" * 1_000_000)
except Exception as error:
    print(type(error).__name__)
"""


def corrupt(folder):
    (folder / "limits.sqlite3").write_bytes(b"this is no database" * 500)
    return folder / "limits.sqlite3"


def read_only(folder):
    """Nobody writes there, not even root."""
    return "/proc/crossroads/limits.sqlite3"


def no_folder(folder):
    (folder / "file").touch()
    return folder / "file" / "limits.sqlite3"


def closed_port(folder):
    return f"redis://127.0.0.1:{free_port()}/0"


@pytest.fixture(params=[corrupt, read_only, no_folder, closed_port])
def broken(request, settings, tmp_path):
    place = request.param(tmp_path)
    shared = {"BACKEND": "core.caches.SharedCache", "LOCATION": place}
    settings.CACHES = settings.CACHES | {
        name: shared | {"KEY_PREFIX": name} for name in ("default", "limits")
    }
    return place


def test_limits_go_on_in_the_process_and_the_log_says_so(broken, caplog):
    def post():
        hit("post", "mira", rate=(5, 600), sentence="That was the fifth.")

    with caplog.at_level(logging.WARNING), clock.at(clock.now()):
        for _ in range(5):
            post()
        with pytest.raises(TooFast):
            post()

    events = [record.msg["event"] for record in caplog.records]
    assert events == ["limits_are_counted_by_each_process_alone"]


def test_all_that_a_cache_does_goes_on(broken):
    cache = caches["default"]

    cache.set("key", 1)
    assert cache.incr("key") == 2
    assert not cache.add("key", 9)
    assert cache.touch("key", 10)
    assert cache.get("key") == 2
    assert cache.delete("key")
    with pytest.raises(ValueError, match="no number"):
        cache.incr("key")


def test_probe_raises_what_is_wrong(broken):
    with pytest.raises(Exception, match=r"database|directory|file|refused|denied"):
        caches["limits"].probe()


def test_a_full_disk_takes_no_limit_away(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "limits.sqlite3")],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.stdout.splitlines()[-2:] == [
        "[True, True, True, True, True, False, False]",
        "OperationalError",
    ], done.stderr


def test_a_place_that_is_mended_counts_again(tmp_path, monkeypatch, caplog):
    place = corrupt(tmp_path)
    cache = SharedCache(place, {})
    cache.set("key", "own")
    place.unlink()

    with caplog.at_level(logging.WARNING):
        assert cache.get("key") == "own"
        monkeypatch.setattr("core.caches.shared.LEFT_ALONE_SECONDS", 0)
        assert cache.get("key") is None

    cache.set("key", "shared")
    assert SharedCache(place, {}).get("key") == "shared"
    assert [record.msg["event"] for record in caplog.records] == [
        "limits_are_counted_by_each_process_alone",
        "limits_are_counted_together_again",
    ]
