"""The examples of docs/access.md are what the calendar says."""

from datetime import UTC, datetime

import pytest
from django.conf import settings

from access.calendar import last_usable_day, window_end


def examples():
    lines = (settings.BASE_DIR / "docs" / "access.md").read_text().splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("| anchor day"))
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip("|").split("|")]


def day(words):
    return datetime.strptime(words, "%d %B %Y").replace(tzinfo=UTC).date()


@pytest.mark.parametrize("example", list(examples()), ids=lambda example: example[0])
def test_example(example):
    anchor, zone, months, last_day, end = example

    assert last_usable_day(day(anchor), months=int(months)) == day(last_day)
    assert window_end(day(anchor), months=int(months), zone=zone) == datetime.strptime(
        end, "%d %B %Y, %H:%M"
    ).replace(tzinfo=UTC)


def test_there_are_examples():
    assert len(list(examples())) == 6
