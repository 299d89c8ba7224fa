from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from core.errors import TooFast
from core.throttling import hit

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def post(key="mira"):
    hit("post", key, rate=(5, 600), sentence="That was the fifth post.")


def test_hit_names_the_moment_at_which_the_next_act_is_welcome():
    with clock.at(NOON + timedelta(seconds=30)):
        for _ in range(5):
            post()
        with pytest.raises(TooFast, match="fifth") as caught:
            post()

    assert caught.value.retry_at == NOON + timedelta(minutes=10)
    with clock.at(caught.value.retry_at):
        post()


def test_hit_counts_each_person_alone():
    with clock.at(NOON):
        for _ in range(5):
            post()
        post("noor")
