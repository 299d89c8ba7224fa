import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from allauth.core.internal.ratelimit import get_ip

from core import clock
from core.addresses import network_of
from core.caches import SharedCache, SqliteCache
from core.caches.redis import RedisCache
from core.caches.sliding import Window
from core.errors import TooFast
from core.throttling import Total, hit
from tests.racing import race
from tools.console import ROOT

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
PROGRAM = """
import sys
from django.conf import settings
settings.configure()
from core.caches import SharedCache
from core.caches.sliding import Window
cache = SharedCache(sys.argv[1], {})
sys.stdin.readline()
print(sum(cache.admit([Window("post", 30, 600)], 1) is None for _ in range(25)))
"""


def post(key="mira", **options):
    hit("post", key, rate=(5, 600), sentence="That was the fifth post.", **options)


def passes(action):
    try:
        action()
    except TooFast:
        return False
    return True


def test_hit_names_the_moment_at_which_the_next_act_is_welcome():
    for second in range(5):
        with clock.at(NOON + timedelta(seconds=second)):
            post()
    with clock.at(NOON + timedelta(minutes=5)):
        with pytest.raises(TooFast, match="fifth") as caught:
            post()
        assert caught.value.wait == "300"

    assert caught.value.retry_at == NOON + timedelta(minutes=10)
    with clock.at(caught.value.retry_at - timedelta(microseconds=1)):
        assert not passes(post)
    with clock.at(caught.value.retry_at):
        assert [passes(post), passes(post)] == [True, False]


def test_hit_lets_no_two_limits_pass_around_the_end_of_a_window():
    with clock.at(NOON - timedelta(seconds=4)):
        assert [passes(post) for _ in range(6)] == [True] * 5 + [False]
    with clock.at(NOON + timedelta(seconds=4)):
        assert not passes(post)


def test_hit_counts_each_person_alone():
    with clock.at(NOON):
        for _ in range(5):
            post()
        post("noor")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::FFFF:C000:0201", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("mira", "mira"),
        (7, "7"),
        ("", ""),
    ],
)
def test_a_client_is_an_address_of_ipv4_and_a_network_of_ipv6(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::"),
    ],
)
def test_sign_ins_are_counted_by_the_same_networks(rf, address, counted):
    assert get_ip(rf.get("/", REMOTE_ADDR=address)) == counted


def test_who_changes_the_address_within_a_network_is_counted_as_one():
    with clock.at(NOON):
        passed = [passes(lambda n=n: post(f"2001:db8::{n:x}")) for n in range(9)]
        assert passed == [True] * 5 + [False] * 4
        assert passes(lambda: post("2001:db8:0:1::1"))


def test_hit_counts_under_a_total_too_and_neither_where_one_refuses():
    def store(key):
        post(key, totals=[Total("site", (100, 86_400), weight=40)])

    with clock.at(NOON):
        assert [passes(lambda k=k: store(k)) for k in "aabb"] == [True, True] + [
            False
        ] * 2
        # What the total refused was not counted as b's own.
        assert [passes(lambda: post("b")) for _ in range(6)] == [True] * 5 + [False]
    with clock.at(NOON + timedelta(days=1)):
        assert passes(lambda: store("b"))


def race_for(caches):
    """How many of many acts pass that are tried through all of them at once."""
    window = Window("post", 30, 600)

    def tries(cache):
        return sum(cache.admit([window], 1) is None for _ in range(15))

    return sum(race(*[lambda cache=cache: tries(cache) for cache in caches]))


def test_threads_that_act_at_once_pass_as_often_as_the_limit_says(tmp_path):
    path = str(tmp_path / "limits.sqlite3")

    assert race_for([SqliteCache(path, {}) for _ in range(6)]) == 30


def test_processes_that_act_at_once_pass_as_often_as_the_limit_says(tmp_path):
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "limits.sqlite3")]
    children = [
        subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()
    passed = [int(child.communicate()[0]) for child in children]

    assert sum(passed) == 30


def test_redis_counts_acts_that_come_at_once(redis_server):
    caches = [RedisCache(redis_server, {}) for _ in range(4)]

    assert race_for(caches) == 30
    window = Window("post", 30, 600)
    assert caches[0].admit([window], 2) == 1 + window.span


def test_redis_is_what_the_shared_cache_asks_where_its_address_is_named(redis_server):
    one, two = SharedCache(redis_server, {}), SharedCache(redis_server, {})

    one.set("key", 1)
    two.incr("key")

    assert one.get("key") == 2
    one.probe()
