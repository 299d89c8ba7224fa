from datetime import UTC, date, datetime

import pytest

from core import clock
from core.templatetags.core import near


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2026, 12, 31), "31 December"), (date(2027, 1, 1), "1 January 2027")],
)
def test_near_says_the_year_where_it_is_another_one(day, said):
    with clock.at(datetime(2026, 11, 22, tzinfo=UTC)):
        assert near(day) == said
