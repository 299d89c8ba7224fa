import pytest

from core.caches.memory import OVERHEAD, MemoryCache
from tests.racing import race


@pytest.fixture
def cache(request):
    cache = MemoryCache(request.node.name, {"OPTIONS": {"MAX_BYTES": 100_000}})
    yield cache
    cache.clear()


def held(cache):
    """What its entries take, counted anew."""
    entries = cache.store.entries.items()
    return sum(len(key) + len(value) + OVERHEAD for key, (value, _) in entries)


def test_it_gives_back_what_was_set_and_nobody_changes_it(cache):
    mine = ["a"]
    cache.set("key", mine)

    mine.append("b")
    cache.get("key").append("c")

    assert cache.get("key") == ["a"]
    assert cache.get("other", "default") == "default"


def test_it_takes_so_many_bytes_and_no_more(cache):
    for number in range(1_000):
        cache.set(f"key {number}".replace(" ", "-"), "x" * (number % 7_000))
        assert held(cache) == cache.store.size <= 100_000

    assert cache.get("key-999") == "x" * 999


def test_what_was_used_longest_ago_makes_room(cache):
    for name in ("old", "used", "new"):
        cache.set(name, "x" * 10_000)
    cache.get("old")

    for number in range(8):
        cache.set(f"more-{number}", "x" * 10_000)

    assert [name for name in ("old", "used", "new") if cache.get(name)] == ["old"]


def test_what_is_too_large_clears_nothing_out(cache):
    cache.set("small", "x")
    cache.set("large", "x")

    cache.set("large", "x" * 90_000)

    assert (cache.get("small"), cache.get("large")) == ("x", None)


def test_what_has_expired_is_not_there_and_takes_nothing(cache):
    cache.set("key", "old", timeout=-1)

    assert cache.get("key") is None
    assert cache.add("key", "new", timeout=-1)
    assert not cache.touch("key")
    assert not cache.delete("key")
    assert (cache.store.size, len(cache.store.entries)) == (0, 0)


def test_numbers_are_counted_by_threads_at_once(cache):
    cache.set("key", 0)

    race(*[lambda: [cache.incr("key") for _ in range(50)]] * 4)

    assert cache.get("key") == 200
    cache.set("text", "no number")
    with pytest.raises(ValueError, match="no number"):
        cache.incr("text")


def test_caches_of_one_name_are_one(cache, request):
    other = MemoryCache(request.node.name, {})

    assert cache.add("key", 1)
    assert not other.add("key", 2)
    assert other.touch("key", 100)
    assert other.delete("key")
    assert cache.get("key") is None
