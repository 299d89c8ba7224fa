import sqlite3
import subprocess
import sys

import pytest

from core.caches import SqliteCache
from tests.racing import race


@pytest.fixture
def cache(tmp_path):
    return SqliteCache(str(tmp_path / "deep" / "cache.sqlite3"), {})


@pytest.mark.parametrize("value", [0, 7, -1, 2**70, "text", ["a", 1], None, True, b""])
def test_get_gives_back_what_was_set(cache, value):
    cache.set("key", value)

    found = cache.get("key", "nothing")
    assert (found, type(found)) == (value, type(value))


def test_get_gives_the_default_for_what_is_not_there(cache):
    assert cache.get("key") is None
    assert cache.get("key", "default") == "default"


def test_add_keeps_what_is_there(cache):
    assert cache.add("key", "first")
    assert not cache.add("key", "second")

    assert cache.get("key") == "first"


def test_what_has_expired_is_not_there(cache):
    cache.set("key", "old", timeout=-1)

    assert cache.get("key") is None
    assert not cache.has_key("key")
    assert not cache.touch("key")
    assert not cache.delete("key")
    with pytest.raises(ValueError, match="no number"):
        cache.incr("key")


def test_add_takes_the_place_of_what_has_expired(cache):
    cache.set("key", "old", timeout=-1)

    assert cache.add("key", "new")
    assert cache.get("key") == "new"


def test_incr_and_decr_count(cache):
    cache.set("key", 1)

    assert cache.incr("key") == 2
    assert cache.incr("key", 5) == 7
    assert cache.decr("key", 2) == 5


def test_incr_refuses_what_is_no_number(cache):
    cache.set("key", "text")

    with pytest.raises(ValueError, match="no number"):
        cache.incr("key")
    assert cache.get("key") == "text"


def test_touch_prolongs_and_delete_removes(cache):
    cache.set("key", "value", timeout=1)

    assert cache.touch("key", timeout=1000)
    assert cache.delete("key")
    assert cache.get("key") is None


def test_clear_removes_everything(cache):
    cache.set_many({"a": 1, "b": 2})

    cache.clear()

    assert cache.get_many(["a", "b"]) == {}


def test_versions_do_not_meet(cache):
    cache.set("key", "one", version=1)

    assert cache.get("key", version=2) is None


def test_the_sweep_removes_what_has_expired(cache, tmp_path, monkeypatch):
    cache.set("old", "value", timeout=-1)
    monkeypatch.setattr("random.random", lambda: 0.0)

    cache.set("new", "value")

    with sqlite3.connect(tmp_path / "deep" / "cache.sqlite3") as file:
        keys = file.execute("SELECT key FROM entries").fetchall()
    file.close()
    assert keys == [(":1:new",)]


def test_threads_that_count_at_once_count_every_act(tmp_path):
    path = str(tmp_path / "cache.sqlite3")
    SqliteCache(path, {}).set("key", 0)

    def count():
        mine = SqliteCache(path, {})
        return [mine.incr("key") for _ in range(25)]

    counts = race(count, count, count, count)

    assert sorted(n for each in counts for n in each) == list(range(1, 101))


def test_processes_share_it(tmp_path):
    path = tmp_path / "cache.sqlite3"
    SqliteCache(str(path), {}).set("key", 41)
    program = (
        "from core.caches import SqliteCache\n"
        f"print(SqliteCache({str(path)!r}, {{}}).incr('key'))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True
    )

    assert done.stdout == "42\n", done.stderr
