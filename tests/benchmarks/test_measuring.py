import pytest

from benchmarks.measuring import Cost, results
from benchmarks.visits import Visit

FIRST = Visit("first", iter(()), target=2)
LAST = Visit("last", iter(()), target=1.1, base="first")


def round_of(bare, first, last):
    return {
        "bare view": Cost(bare, 0, latency=2 * bare),
        "first": Cost(first, 0.001, latency=3 * bare),
        "last": Cost(last, 0.001, latency=6 * bare),
    }


def test_results_are_medians_of_ratios_of_the_same_round():
    rounds = [
        round_of(0.001, 0.001, 0.001),
        round_of(0.002, 0.009, 0.019),
        round_of(0.001, 0.003, 0.003),
    ]

    first, last = results(rounds, [FIRST, LAST])

    assert [first.ratio, *first.spread] == pytest.approx([4, 2, 5])
    assert [last.ratio, *last.spread] == pytest.approx([1, 1, 2])
    assert (first.latency, first.latency_ratio) == pytest.approx((0.003, 1.5))
    assert (last.latency, last.latency_ratio) == pytest.approx((0.006, 2))
    assert (first.is_reached, last.is_reached) == (False, True)
