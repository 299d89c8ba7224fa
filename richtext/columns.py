"""Lines measured in columns, where a tab is worth up to four."""

import re

TAB = 4

# Spaces that do not look different from the usual one. A telephone, a Mac and a page
# that something was copied from put them behind a mark.
SPACES = " \xa0\u2000-\u200a\u202f\u205f\u3000"
MARKED = re.compile(rf"([{SPACES}]*)([-+*]|[0-9]{{1,9}}[.)]|\#{{1,6}})([{SPACES}]+)")


def spaced(line: str) -> str:
    """The line with spaces for its tabs, and for what stands around its mark."""
    line = line.expandtabs(TAB)
    if found := MARKED.match(line):
        before, mark, after = found.groups()
        line = " " * len(before) + mark + " " * len(after) + line[found.end() :]
    return line


def indent_of(line: str) -> int:
    text = line.lstrip(" \t")
    return len(line[: len(line) - len(text)].expandtabs(TAB))


def without(columns: int, line: str) -> str:
    """The line without so much of its indent; what is left of a tab is spaces."""
    column = 0
    for place, character in enumerate(line):
        if column >= columns or character not in " \t":
            return " " * (column - columns) + line[place:]
        column += TAB - column % TAB if character == "\t" else 1
    return " " * (column - columns)
