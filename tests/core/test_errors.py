from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from core.errors import TooFast


def test_too_fast_tells_the_moment_on_the_clock_of_its_reader():
    limit = TooFast("Enough for now.", datetime(2026, 5, 1, 23, 30, tzinfo=UTC))

    with timezone.override(ZoneInfo("Europe/Amsterdam")):
        message = limit.message

    assert (
        message == "Enough for now. It is open again at 2 May 2026, 01:30 (Amsterdam)."
    )
