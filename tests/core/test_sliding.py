from hypothesis import given
from hypothesis import strategies as st

from core.caches.sliding import SECOND, STEPS, Window, admit

FIVE = Window("key", 5, 600)


def pass_through(window, moments):
    """The moments at which acts passed, of those at which one was tried."""
    log, passed = b"", []
    for now in moments:
        log, until = admit(window, log, now)
        if until is None:
            passed.append(now)
    return passed, log


@given(
    st.lists(st.integers(0, 3_000 * SECOND), max_size=60).map(sorted),
    st.integers(1, 6),
)
def test_no_span_holds_more_than_the_limit(moments, limit):
    window = Window("key", limit, 600)

    passed, _ = pass_through(window, moments)

    for begin in passed:
        inside = [at for at in passed if begin <= at < begin + window.span]
        assert len(inside) <= limit


@given(st.lists(st.integers(0, 900 * SECOND), min_size=6, max_size=40).map(sorted))
def test_the_moment_that_is_named_is_the_first_at_which_an_act_passes(moments):
    _, log = pass_through(FIVE, moments)

    _, until = admit(FIVE, log, moments[-1])

    if until is not None:
        assert admit(FIVE, log, until - 1)[1] is not None
        assert admit(FIVE, log, until)[1] is None


def test_sixty_acts_around_a_boundary_are_not_two_limits():
    window = Window("post", 30, 600)
    boundary = 600 * 2_000_000 * SECOND
    before = [boundary - 4 * SECOND + n for n in range(30)]
    after = [boundary + 4 * SECOND + n for n in range(30)]

    passed, _ = pass_through(window, before + after)

    assert passed == before


def test_bytes_are_counted_and_an_act_that_never_fits_is_refused():
    day = Window("bytes", 1_000, 86_400, weight=400)

    log, until = admit(day, None, 1)
    assert until is None
    log, until = admit(day, log, 2)
    assert until is None
    _, until = admit(day, log, 3)
    assert until is not None
    assert until > 86_400 * SECOND
    huge = Window("bytes", 1_000, 86_400, weight=1_001)
    assert admit(huge, None, 3)[1] == 3 + huge.span


@given(st.lists(st.integers(0, 90_000 * SECOND), max_size=200).map(sorted))
def test_a_large_limit_keeps_a_small_log_and_lets_nothing_more_pass(moments):
    window = Window("site", 50 * 1_000, 86_400, weight=1_000)

    passed, log = pass_through(window, moments)

    assert len(log) <= 16 * (STEPS + 2)
    for begin in passed:
        inside = [at for at in passed if begin <= at < begin + window.span]
        assert len(inside) <= 50


def test_a_clock_that_was_set_back_locks_nobody_out():
    _, log = pass_through(FIVE, [10_000 * SECOND + n for n in range(5)])

    assert admit(FIVE, log, 5_000 * SECOND)[1] is None
