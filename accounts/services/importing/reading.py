"""A file of graduates becomes rows, and sentences where a line cannot be one.

Pure but for the validators of the models: no rows of the database are read. Each
line of the text stands alone, so that a quotation mark which nobody closed spoils
its own line only, and numbers are those that an editor shows.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from dataclasses import field as column
from datetime import date

from django.core.exceptions import ValidationError

from accounts.errors import NotAList
from accounts.models.user import validate_display_name, validate_mailbox
from core import plain
from core.limits import EMAIL_MAX, IMPORT_LINES_MAX, IMPORT_MAX, NAME_MAX

LINE_MAX = 2_000
MONTHS_MAX = 120
# A spreadsheet runs what begins like this.
FORMULA = ("=", "+", "-", "@", "\t")
UNREADABLE = "\ufffd"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MONTHS = re.compile(r"\d{1,3}", re.ASCII)

COLUMNS = {
    "email": {"e-mail", "email", "mail", "e-mail address", "email address"},
    "name": {"name", "full name"},
    "circle": {"circle", "cohort"},
    "anchor_on": {"graduation day", "graduation", "graduated on", "day", "date"},
    "months": {"months"},
}
# What may be another thing: it is this field where no other column is.
PERHAPS = {"email": "address"}
NEEDED = {
    "email": "e-mail",
    "name": "name",
    "circle": "circle",
    "anchor_on": "graduation day",
}


@dataclass(frozen=True)
class Row:
    """One good line. `months` is None where the file leaves it to the circle.

    `text` is the line itself, as it is shown where it comes to nothing.
    """

    number: int
    email: str
    name: str
    circle: str
    anchor_on: date
    months: int | None
    text: str = column(default="", compare=False)


@dataclass(frozen=True)
class BadLine:
    number: int
    text: str
    why: str


def decode(content: bytes) -> str:
    """The text of a file. Raises NotAList."""
    if len(content) > IMPORT_MAX:
        raise NotAList(
            f"It is larger than {IMPORT_MAX // 1000} kB. Bring it in in parts: each "
            "needs the first line with the columns."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotAList(
            "The file is not written in UTF-8. Save it as “CSV UTF-8” and try again."
        ) from error


def read(text: str) -> Iterator[Row | BadLine]:
    """What each line says, in the order of the file. Raises NotAList."""
    lines = _lines(text)
    separator, columns = _header(next(lines, (0, ""))[1])
    for number, line in lines:
        yield _row(number, line, separator, columns)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines that say something, with their numbers."""
    text = text.removeprefix("\ufeff").replace("\x00", UNREADABLE)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    filled = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if filled and filled[0][1].lower().startswith("sep="):
        filled = filled[1:]
    if not filled:
        raise NotAList("There is nothing in it.")
    if len(filled) > IMPORT_LINES_MAX + 1:
        raise NotAList(
            f"It has more than {IMPORT_LINES_MAX:,} lines. Bring it in in parts: each "
            "needs the first line with the columns."
        )
    return iter(filled)


def _header(line: str) -> tuple[str, dict[str, int]]:
    separator = max(",;\t", key=line.count)
    try:
        cells = _cells(line, separator)
    except csv.Error:
        cells = []
    names = [" ".join(cell.lower().replace("_", " ").split()) for cell in cells]
    columns: dict[str, int] = {}
    for place, name in enumerate(names):
        for field, known in COLUMNS.items():
            if name in known:
                if field in columns:
                    raise NotAList(f"The first line names “{name}” twice.")
                columns[field] = place
    for field, name in PERHAPS.items():
        if field not in columns and names.count(name) == 1:
            columns[field] = names.index(name)
    missing = [label for field, label in NEEDED.items() if field not in columns]
    if missing:
        raise NotAList(
            "The first line must name the columns e-mail, name, circle and "
            f"graduation day. It does not name {' and '.join(missing)}."
        )
    return separator, columns


def _cells(line: str, separator: str) -> list[str]:
    cells = next(csv.reader([line], delimiter=separator, strict=True), [])
    return [cell.strip() for cell in cells]


def _row(
    number: int, line: str, separator: str, columns: dict[str, int]
) -> Row | BadLine:
    shown = line if len(line) <= 120 else f"{line[:119]}…"
    try:
        return replace(_checked(number, line, separator, columns), text=shown)
    except ValueError as reason:
        return BadLine(number, shown, str(reason))
    except csv.Error:
        return BadLine(number, shown, "A quotation mark in it is not closed.")


def _checked(number: int, line: str, separator: str, columns: dict[str, int]) -> Row:
    if len(line) > LINE_MAX:
        raise ValueError(f"It is longer than {LINE_MAX:,} characters.")
    if UNREADABLE in line:
        raise ValueError("It holds a sign that cannot be read.")
    cells = _cells(line, separator)
    values = {
        field: cells[place] if place < len(cells) else ""
        for field, place in columns.items()
    }
    for field, value in values.items():
        if value.startswith(FORMULA):
            raise ValueError(f"The {_label(field)} begins like a formula.")
    return Row(
        number=number,
        email=_email(values["email"]),
        name=_name(values["name"]),
        circle=_circle(values["circle"]),
        anchor_on=_day(values["anchor_on"]),
        months=_months(values.get("months", "")),
    )


def _label(field: str) -> str:
    return NEEDED.get(field, field)


def _email(value: str) -> str:
    if not value:
        raise ValueError("The e-mail is missing.")
    try:
        validate_mailbox(value)
    except ValidationError:
        raise ValueError(f"“{_cut(value)}” is not an address.") from None
    if len(value) > EMAIL_MAX or not value.isascii():
        raise ValueError(f"“{_cut(value)}” is not an address that mail can be sent to.")
    return value.lower()


def _name(value: str) -> str:
    name = plain.name(value)
    if len(name) > NAME_MAX:
        raise ValueError(f"The name is longer than {NAME_MAX} characters.")
    try:
        validate_display_name(name)
    except ValidationError as error:
        raise ValueError(f"The name cannot be taken: {error.messages[0]}") from None
    return name


def _circle(value: str) -> str:
    if not value:
        raise ValueError("The circle is missing.")
    return value.lower()


def _day(value: str) -> date:
    if not value:
        raise ValueError("The graduation day is missing.")
    try:
        if not DAY.fullmatch(value):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(
            f"“{_cut(value)}” is not a day. Write it as 2026-11-22."
        ) from None


def _months(value: str) -> int | None:
    if not value:
        return None
    if not MONTHS.fullmatch(value) or int(value) > MONTHS_MAX:
        raise ValueError(f"“{_cut(value)}” is not a number of months from 0 to 120.")
    return int(value)


def _cut(value: str) -> str:
    return value if len(value) <= 60 else f"{value[:59]}…"
