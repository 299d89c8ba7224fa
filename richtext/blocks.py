"""Blocks that the parser sees otherwise than the people who write them."""

import re
from xml.etree import ElementTree

from markdown.blockprocessors import BlockQuoteProcessor, HashHeaderProcessor
from markdown.extensions.tables import TableProcessor


class Headings(HashHeaderProcessor):
    """A space follows the signs of a heading, and stands before those that end it.

    So `#tag` is text, and `# C#` keeps its sign.
    """

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})(?= )(?P<header>[^\n]*)(?:\n|$)")

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        super().run(parent, blocks)
        heading = parent[-1]
        text = heading.text or ""
        bare = text.rstrip("#")
        if not bare or bare.endswith(" "):
            heading.text = bare.rstrip()


class Quotes(BlockQuoteProcessor):
    """Two quotations with an empty line between are two: of two people, maybe."""

    def lastChild(self, parent: ElementTree.Element) -> None:  # noqa: N802
        return None


class Tables(TableProcessor):
    """Each row may have bars at its ends or not, whatever the head of the table has.

    In a cell an escaped bar is a bar, inside a span of code as well. What a row has
    beyond the last column stands in the last cell.
    """

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        columns = len(self.separator)
        head, rule, *rows = blocks[0].split("\n")
        rows = [
            self._fitted(row, columns) if row.count("|") >= columns else row
            for row in rows
        ]
        blocks[0] = "\n".join([head, rule, *rows])
        super().run(parent, blocks)
        for cell in parent[-1].iter():
            if cell.text:
                cell.text = cell.text.replace("\\|", "|")

    def _fitted(self, row: str, columns: int) -> str:
        cells = self._split_row(row.strip(" "))
        if len(cells) <= columns:
            return row
        last = "\\|".join(cells[columns - 1 :])
        # A space, so that no backslash at the end escapes the bar behind it.
        return "|".join(["", *cells[: columns - 1], f"{last} ", ""])

    def _split_row(self, row: str) -> list[str]:
        row = self.RE_END_BORDER.sub("", row.removeprefix("|"))
        cells: list[str] = self._split(row)  # type: ignore[attr-defined]
        return cells
