"""Days as lists write them. What could be two days is asked about, never guessed.

Pure. `2026-11-22` is one day to everybody; `03/04/2026` and the numbers in which a
spreadsheet counts days are not, so that whoever brings the list says once for the
whole of it what they mean.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core import pasted

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# What begins with a year goes on with the month, in every country.
YEAR_FIRST = re.compile(r"(\d{4})([./-]) ?(\d{1,2})\2 ?(\d{1,2})\.?", re.ASCII)
PARTS = re.compile(r"(\d{1,2})([./-]) ?(\d{1,2})\2 ?(\d{4})\.?", re.ASCII)
MIDNIGHT = re.compile(
    r"(?:T| )(?:0?0:00(?::00(?:\.0+)?)?|12:00(?::00)? AM)$",
    re.ASCII | re.IGNORECASE,
)
NUMBER = re.compile(r"([2-7]\d{4})(?:[.,]0+)?", re.ASCII)
DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
# The day before the first of a count. That of 1900 holds a 29 February that never
# was, which all days of today lie behind.
EPOCHS = {"1900": date(1899, 12, 30), "1904": date(1904, 1, 1)}


def written(cell: str) -> str:
    """A day without what programs write around it: midnight, spaces, invisible signs.
    One that begins with its year is written as 2026-11-22.
    """
    text = " ".join(pasted.token(part) for part in cell.split())
    text = MIDNIGHT.sub("", text)
    if found := YEAR_FIRST.fullmatch(text):
        return f"{found[1]}-{found[3]:0>2}-{found[4]:0>2}"
    return text


@dataclass(frozen=True)
class Days:
    """What was said of the days of a list; empty where nothing was."""

    order: str = ""
    epoch: str = ""

    def read(self, value: str) -> date:
        """The day that is `written`. Raises ValueError with what is wrong."""
        if PARTS.fullmatch(value):
            return self._ordered(value)
        if NUMBER.fullmatch(value):
            return self._counted(value)
        try:
            if not DAY.fullmatch(value):
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(
                f"“{_cut(value)}” is not a day. Write it as 2026-11-22."
            ) from None

    def _ordered(self, value: str) -> date:
        if not self.order:
            raise ValueError(
                f"“{value}” is not a day as long as nobody says which part is the day."
            )
        if (day := in_order(value, self.order)) is None:
            raise ValueError(f"“{value}” is not a day where {_said(self.order)}.")
        return day

    def _counted(self, value: str) -> date:
        if not self.epoch:
            raise ValueError(
                f"“{value}” is not a day as long as nobody says from which it counts."
            )
        return counted(value, self.epoch)


AS_WRITTEN = Days()


def in_order(value: str, order: str) -> date | None:
    """What `03/04/2026` is; None where it is nothing."""
    found = PARTS.fullmatch(value)
    assert found
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    day, month = (first, second) if order == DAY_FIRST else (second, first)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def counted(value: str, epoch: str) -> date:
    """What `46115` is."""
    found = NUMBER.fullmatch(value)
    assert found
    return EPOCHS[epoch] + timedelta(days=int(found[1]))


@dataclass(frozen=True)
class Question:
    """What a list leaves open: the field that answers it, an example, and how many
    lines wait for the answer.
    """

    field: str
    example: str
    line: int
    count: int

    @property
    def sentence(self) -> str:
        where = f"in line {self.line}"
        if self.count > 1:
            others = self.count - 1
            where += f" and {others} other{'s' if others > 1 else ''}"
        if self.field == "order":
            return f"The list has days such as {self.example}, {where}."
        return f"The list has numbers such as {self.example} for days, {where}."

    @property
    def choices(self) -> list[tuple[str, str]]:
        if self.field == "order":
            return [
                (order, f"{_said(order).capitalize()}: {self._meant(order)}")
                for order in (DAY_FIRST, MONTH_FIRST)
            ]
        return [
            ("1900", f"Counted from 1900, as most do: {self._meant('1900')}"),
            ("1904", f"Counted from 1904, as old Macs did: {self._meant('1904')}"),
        ]

    def _meant(self, answer: str) -> str:
        read = in_order if self.field == "order" else counted
        day = read(self.example, answer)
        meaning = f"{day:%-d %B %Y}" if day else "no day"
        return f"{self.example} is {meaning}"


def questions(values: Iterable[tuple[int, str]]) -> list[Question]:
    """What has to be asked of the days that stand in these lines."""
    rows = list(values)
    found = []
    for field, pattern in (("order", PARTS), ("epoch", NUMBER)):
        lines = [(number, value) for number, value in rows if pattern.fullmatch(value)]
        if lines:
            # One that is a day either way says best what the question is about.
            telling = [row for row in lines if field == "epoch" or _is_both(row[1])]
            number, value = (telling or lines)[0]
            found.append(Question(field, value, number, len(lines)))
    return found


def _is_both(value: str) -> bool:
    days = {in_order(value, DAY_FIRST), in_order(value, MONTH_FIRST)}
    return len(days - {None}) > 1


def _said(order: str) -> str:
    return "the day comes first" if order == DAY_FIRST else "the month comes first"


def _cut(value: str) -> str:
    return value if len(value) <= 60 else f"{value[:59]}…"
