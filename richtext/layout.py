"""Lines brought into the layout that Python-Markdown understands.

People indent a nested list by two spaces, start one right under a sentence, put a
fence on the line of its item or forget to close it. Python-Markdown wants four
spaces and blank lines. This goes over the lines once and never back; fenced code is
handed out and a placeholder put in its place; what it does not know it leaves.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

# Code and the language of its fence in, the placeholder that stands for it out.
StashCode = Callable[[str, str], str]

ITEM = re.compile(r"([-+*]|[0-9]{1,9}[.)])(?: +(.*)|$)")
RULE = re.compile(r"([-*_])(?: *\1){2,} *$")
HEADING = re.compile(r"#{1,6} ")
FENCE = re.compile(r"(`{3,}(?!.*`)|~{3,}) *(\S*)")
TABLE_RULE = re.compile(r"[ :|-]+")

# What is nested deeper is brought up to this level: nobody could read it, and the
# parser that follows recurses at each.
DEEPEST_LIST = 12
DEEPEST_QUOTE = 8


def arrange(lines: list[str], stash_code: StashCode) -> list[str]:
    return _Layout(lines, stash_code).arranged()


@dataclass
class _Item:
    indent: int
    content: int
    is_numbered: bool

    @property
    def inside(self) -> int:
        """From where on a line belongs to the item; two spaces are enough."""
        return min(self.content, self.indent + 2)


@dataclass
class _Layout:
    lines: list[str]
    stash_code: StashCode
    depth: int = 0
    made: list[str] = field(default_factory=list)
    items: list[_Item] = field(default_factory=list)
    # Whether a blank line came since the last line that began an item.
    is_loose: bool = True

    def arranged(self) -> list[str]:
        position = 0
        while position < len(self.lines):
            position = self._take(position)
        return self.made

    def _take(self, position: int) -> int:
        """Arrange what begins at the position and say where to go on."""
        line = self.lines[position]
        text = line.lstrip(" ")
        if not text:
            self._blank()
            return position + 1
        indent = len(line) - len(text)
        level = self._level(indent)
        if indent < 4 or level:
            if fence := FENCE.match(text):
                return self._take_fence(position, level, fence)
            if text[0] == ">":
                return self._take_quote(position, level)
            if item := self._item(text, indent):
                return self._take_item(position, indent, item)
        self._take_text(position, text, level)
        return position + 1

    def _level(self, indent: int) -> int:
        """How many of the open items a line with this indent belongs to."""
        level = 0
        while level < len(self.items) and indent >= self.items[level].inside:
            level += 1
        return level

    def _is_after_blank(self) -> bool:
        return not self.made or not self.made[-1]

    def _blank(self) -> None:
        self.made.append("")
        self.is_loose = True

    def _part(self) -> None:
        if not self._is_after_blank():
            self._blank()

    def _add(self, text: str) -> None:
        self.made.append("    " * len(self.items) + text)

    def _take_text(self, position: int, text: str, level: int) -> None:
        starts = HEADING.match(text) or RULE.match(text) or self._starts_table(position)
        if level < len(self.items) and not starts and not self._is_after_blank():
            # A paragraph runs on under its item, whatever its indent.
            self.made.append(text)
            return
        if starts and (self.items or not RULE.match(text)):
            self._part()
        del self.items[level:]
        if self.items:
            line = self.lines[position]
            text = line[min(self.items[-1].content, len(line) - len(text)) :]
            self._add(text)
        else:
            self.made.append(self.lines[position])

    def _starts_table(self, position: int) -> bool:
        if "|" not in self.lines[position] or position + 1 == len(self.lines):
            return False
        under = self.lines[position + 1]
        return "-" in under and TABLE_RULE.fullmatch(under) is not None

    def _item(self, text: str, indent: int) -> re.Match[str] | None:
        found = None if RULE.match(text) else ITEM.match(text)
        if found is None or self._level(indent) < len(self.items):
            return found
        # Right under a paragraph only what is surely a list begins one.
        if self._is_after_blank() or (found[2] and found[1] in "-+*0.0)1.1)"):
            return found
        return None

    def _changes_list(self, level: int, is_numbered: bool) -> bool:
        if level == len(self.items):
            return not self.items
        return self.items[level].is_numbered != is_numbered

    def _take_item(self, position: int, indent: int, found: re.Match[str]) -> int:
        marker, text = found[1], found[2] or ""
        level = min(self._level(indent), DEEPEST_LIST - 1)
        is_numbered = marker[0].isdigit()
        if self.is_loose or self._changes_list(level, is_numbered):
            self._part()

        del self.items[level:]
        spaces = found.start(2) - found.end(1) if text else 1
        content = indent + len(marker) + (spaces if spaces <= 4 else 1)
        mark = f"{marker[:-1]}." if is_numbered else "-"
        holds_block = level + 1 < DEEPEST_LIST and (
            FENCE.match(text) or ITEM.match(text)
        )
        self._add(f"{mark} {'' if holds_block else text}")
        self.is_loose = False
        self.items.append(_Item(indent, content, is_numbered))
        if holds_block:
            # A block on the line of its item goes on the line below.
            self.lines[position] = " " * content + text
            return position
        return position + 1

    def _take_fence(self, position: int, level: int, fence: re.Match[str]) -> int:
        """An unclosed fence ends with what holds it."""
        line = self.lines[position]
        indent = len(line) - len(line.lstrip(" "))
        end = re.compile(rf" *{fence[1][0]}{{{len(fence[1])},}} *")
        code = []
        position += 1
        while position < len(self.lines) and not end.fullmatch(self.lines[position]):
            line = self.lines[position]
            code.append(line[min(indent, len(line) - len(line.lstrip(" "))) :])
            position += 1
        del self.items[level:]
        self._part()
        self._add(self.stash_code("\n".join(code), fence[2]))
        self._blank()
        return position + 1

    def _take_quote(self, position: int, level: int) -> int:
        """What follows a quote at once is not part of it: it is the reply."""
        inner = []
        while position < len(self.lines):
            text = self.lines[position].lstrip(" ")
            indent = len(self.lines[position]) - len(text)
            if not text.startswith(">") or self._level(indent) < level:
                break
            text = text.lstrip("> ") if self.depth == DEEPEST_QUOTE else text[1:]
            inner.append(text.removeprefix(" "))
            position += 1
        del self.items[level:]
        self._part()
        for line in _Layout(inner, self.stash_code, self.depth + 1).arranged():
            self._add(f"> {line}" if line else ">")
        self._blank()
        return position
