from datetime import UTC, datetime, timedelta, timezone

from core import clock

MOMENT = datetime(2026, 3, 10, 12, tzinfo=UTC)


def test_at_stands_still_and_comes_back():
    with clock.at(MOMENT):
        assert clock.now() == clock.now() == MOMENT

    assert clock.now() > MOMENT


def test_at_nests():
    with clock.at(MOMENT):
        with clock.at(MOMENT + timedelta(days=1)):
            assert clock.now() == MOMENT + timedelta(days=1)
        assert clock.now() == MOMENT


def test_at_ticks_when_asked():
    with clock.at(MOMENT, ticking=True):
        first = clock.now()
        while clock.now() == first:
            pass
        assert MOMENT <= first < clock.now() < MOMENT + timedelta(minutes=1)


def test_at_answers_in_utc():
    with clock.at(MOMENT.astimezone(timezone(timedelta(hours=5)))):
        assert clock.now().tzinfo is UTC
