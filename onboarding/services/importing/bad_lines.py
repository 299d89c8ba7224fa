"""The bad lines of a list as a list of its own, to be mended and brought in."""

import csv
from io import StringIO

from onboarding.services.importing.parsing import is_formula, table_of
from onboarding.services.importing.planning import Plan

WHY = "what is wrong"


def bad_text(text: str, plan: Plan) -> str:
    """The bad lines as they were written, under the first line of the list."""
    return "\n".join([table_of(text).head, *(line.raw for line in plan.bad)])


def bad_file(text: str, plan: Plan) -> str:
    """The same as a file for a spreadsheet, with what is wrong as its first column.

    No cell of it runs as a formula. A line in which a quotation mark is not closed
    stands in one cell.
    """
    table = table_of(text)
    file = StringIO()
    writer = csv.writer(file, delimiter=table.separator)
    writer.writerow([WHY, *map(_inert, table.cells(table.head))])
    for line in plan.bad:
        try:
            cells = table.cells(line.raw)
        except csv.Error:
            cells = [line.raw]
        writer.writerow([line.why, *map(_inert, cells)])
    return file.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if is_formula(cell) else cell
