"""A file of graduates becomes rows, and sentences where a line cannot be one.

Pure but for the validators of the models: no rows of the database are read. A cell
in quotation marks may hold line breaks; a mark that nobody closed spoils its own
line only. Numbers of lines are those that an editor shows.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from dataclasses import field as column
from datetime import date

from django.core.exceptions import ValidationError

from accounts.models.user import validate_display_name, validate_mailbox
from core import pasted, plain
from core.limits import EMAIL_MAX, IMPORT_LINES_MAX, IMPORT_MAX, NAME_MAX
from core.plain import is_blank, without_unseen
from onboarding.errors import NotAList
from onboarding.services.importing.days import (
    AS_WRITTEN,
    Days,
    Question,
    questions,
    written,
)

LINE_MAX = 2_000
MONTHS_MAX = 120
# Lines that one cell in quotation marks may go over.
LINES_A_ROW = 5
# A spreadsheet runs what begins like this, also behind the sign that says it is text.
FORMULA = ("=", "+", "-", "@", "\t")
UNREADABLE = "\ufffd"
MONTHS = re.compile(r"\d{1,3}", re.ASCII)
NO_LETTERS = re.compile(r"[\W_]+")
# What stands between cells, and around them.
SIGNS = str.maketrans("", "", ',;\t"')

COLUMNS = {
    "email": {"email", "mail", "emailaddress"},
    "name": {"name", "fullname"},
    "circle": {"circle", "cohort"},
    "anchor_on": {"graduationday", "graduation", "graduatedon", "day", "date"},
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
BOMS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True)
class Row:
    """One good line. `months` is None where the file leaves it to the circle.

    `text` is the line itself, as it is shown where it comes to nothing, `raw` the
    whole of it.
    """

    number: int
    email: str
    name: str
    circle: str
    anchor_on: date
    months: int | None
    text: str = column(default="", compare=False)
    raw: str = column(default="", compare=False)


@dataclass(frozen=True)
class BadLine:
    number: int
    text: str
    why: str
    raw: str = column(default="", compare=False)


@dataclass(frozen=True)
class Table:
    """The lines of a file that say something, under its first line."""

    head: str
    separator: str
    columns: dict[str, int]
    width: int
    lines: list[tuple[int, str]]

    def cells(self, line: str) -> list[str]:
        return _cells(line, self.separator)


def decode(content: bytes) -> str:
    """The text of a file. Raises NotAList.

    Other encodings than those that say so are not guessed: a wrong guess would be
    somebody's name with other letters.
    """
    if len(content) > IMPORT_MAX:
        raise NotAList(
            f"It is larger than {IMPORT_MAX // 1000} kB. Bring it in in parts: each "
            "needs the first line with the columns."
        )
    try:
        return content.decode(BOMS.get(content[:2], "utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotAList(
            f"The file is not written in UTF-8: line {line} cannot be read. Save it as "
            "“CSV UTF-8” and try again."
        ) from error


def parse(text: str, days: Days = AS_WRITTEN) -> Iterator[Row | BadLine]:
    """What each line says, in the order of the file. Raises NotAList."""
    table = table_of(text)
    for number, line in table.lines:
        yield _row(number, line, table, days)


def asked(text: str) -> list[Question]:
    """What has to be asked about the days of the file. Raises NotAList."""
    table = table_of(text)
    values = []
    for number, line in table.lines:
        try:
            cells = table.cells(line)
        except csv.Error:
            continue
        place = table.columns["anchor_on"]
        values.append((number, written(cells[place]) if place < len(cells) else ""))
    return questions(values)


def table_of(text: str) -> Table:
    lines = _lines(text)
    head = lines[0][1]
    separator, columns, width = _header(head)
    rows = list(_joined(lines[1:], separator, width))
    return Table(head, separator, columns, width, rows)


def _lines(text: str) -> list[tuple[int, str]]:
    """Lines that say something, with their numbers."""
    text = text.removeprefix("\ufeff").replace("\x00", UNREADABLE)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    filled = [
        (number, line)
        for number, line in enumerate(lines, 1)
        if not is_blank(line.translate(SIGNS))
    ]
    if filled and filled[0][1].lower().lstrip('"').startswith("sep="):
        filled = filled[1:]
    if not filled:
        raise NotAList("There is nothing in it.")
    if len(filled) > IMPORT_LINES_MAX + 1:
        raise NotAList(
            f"It has more than {IMPORT_LINES_MAX:,} lines. Bring it in in parts: each "
            "needs the first line with the columns."
        )
    return filled


def _joined(
    lines: list[tuple[int, str]], separator: str, width: int
) -> Iterator[tuple[int, str]]:
    """Lines, and those together over which a cell in quotation marks goes."""
    place = 0
    while place < len(lines):
        number, line = lines[place]
        taken = 1
        if line.count('"') % 2:
            taken = _lines_of_a_row(lines[place:], separator, width)
        yield number, "\n".join(text for _, text in lines[place : place + taken])
        place += taken


def _lines_of_a_row(lines: list[tuple[int, str]], separator: str, width: int) -> int:
    """How many lines make a row that can be read; 1 where none do."""
    for taken in range(2, min(LINES_A_ROW, len(lines)) + 1):
        row = "\n".join(text for _, text in lines[:taken])
        try:
            if row.count('"') % 2 == 0 and len(_cells(row, separator)) == width:
                return taken
        except csv.Error:
            continue
    return 1


def _header(line: str) -> tuple[str, dict[str, int], int]:
    separator = max(",;\t", key=line.count)
    try:
        cells = _cells(line, separator)
    except csv.Error:
        cells = []
    names = [NO_LETTERS.sub("", without_unseen(cell).lower()) for cell in cells]
    columns: dict[str, int] = {}
    for place, name in enumerate(names):
        for field, known in COLUMNS.items():
            if name in known:
                if field in columns:
                    raise NotAList(f"The first line names “{cells[place]}” twice.")
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
    return separator, columns, len(cells)


def _cells(line: str, separator: str) -> list[str]:
    # Only what ends a line of the file parts a row, no other end of a line.
    rows = list(csv.reader(io.StringIO(line), delimiter=separator, strict=True))
    if len(rows) > 1:
        raise csv.Error("It is more than one row.")
    return [cell.strip() for cell in (rows[0] if rows else [])]


def _row(number: int, line: str, table: Table, days: Days) -> Row | BadLine:
    shown = line if len(line) <= 120 else f"{line[:119]}…"
    try:
        row = _checked(number, line, table, days)
    except ValueError as reason:
        return BadLine(number, shown, str(reason), line)
    except csv.Error:
        return BadLine(number, shown, "A quotation mark in it is not closed.", line)
    return replace(row, text=shown, raw=line)


def _checked(number: int, line: str, table: Table, days: Days) -> Row:
    if len(line) > LINE_MAX:
        raise ValueError(f"It is longer than {LINE_MAX:,} characters.")
    if UNREADABLE in line:
        raise ValueError("It holds a sign that cannot be read.")
    cells = table.cells(line)
    beyond = [cell for cell in cells[table.width :] if not is_blank(cell)]
    if beyond:
        raise ValueError(
            f"It has {len(cells)} cells, and the first line names {table.width} "
            "columns. Put a cell that holds the separator into quotation marks."
        )
    values = {
        field: cells[place] if place < len(cells) else ""
        for field, place in table.columns.items()
    }
    for field, value in values.items():
        if is_formula(value):
            raise ValueError(f"The {_label(field)} begins like a formula.")
    return Row(
        number=number,
        email=_email(values["email"]),
        name=_name(values["name"]),
        circle=_circle(values["circle"]),
        anchor_on=_day(values["anchor_on"], days),
        months=_months(_plain(values.get("months", ""))),
    )


def is_formula(value: str) -> bool:
    return without_unseen(value).lstrip("' \u00a0").startswith(FORMULA)


def _label(field: str) -> str:
    return NEEDED.get(field, field)


def _plain(value: str) -> str:
    """A cell that is no name: what is invisible in it is not there."""
    return pasted.token(value)


def _email(value: str) -> str:
    address = pasted.mailbox(value)
    if not address:
        raise ValueError("The e-mail is missing.")
    try:
        address = pasted.canonical(address)
        validate_mailbox(address)
    except (ValueError, ValidationError):
        raise ValueError(f"“{_cut(value)}” is not an address.") from None
    if len(address) > EMAIL_MAX:
        raise ValueError(f"“{_cut(value)}” is not an address that mail can be sent to.")
    return address


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
    if not (circle := _plain(value)):
        raise ValueError("The circle is missing.")
    return circle.lower()


def _day(value: str, days: Days) -> date:
    if is_blank(value):
        raise ValueError("The graduation day is missing.")
    return days.read(written(value))


def _months(value: str) -> int | None:
    if not value:
        return None
    if not MONTHS.fullmatch(value) or int(value) > MONTHS_MAX:
        raise ValueError(f"“{_cut(value)}” is not a number of months from 0 to 120.")
    return int(value)


def _cut(value: str) -> str:
    return value if len(value) <= 60 else f"{value[:59]}…"
