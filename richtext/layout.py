"""Lines brought into the layout that Python-Markdown understands.

People indent a nested list by two spaces, start one right under a sentence, put a
fence on the line of its item or forget to close it. Python-Markdown wants four
spaces and blank lines. This goes over the lines once and never back; code is handed
out as it was typed, its tabs with it, and a placeholder put in its place; what it
does not know it leaves.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from richtext.columns import TAB, indent_of, spaced, without
from richtext.highlighting import read_info

# Code and the language of its fence in, the placeholder that stands for it out.
StashCode = Callable[[str, str], str]

ITEM = re.compile(r"([-+*]|[0-9]{1,9}[.)])(?: +(.*)|$)")
RULE = re.compile(r"([-*_])(?: *\1){2,} *$")
HEADING = re.compile(r"#{1,6} ")
FENCE = re.compile(r"(`{3,}(?!.*`)|~{3,}) *(.*)")
TABLE_RULE = re.compile(r"[ :|-]+")
NOTED = re.compile(r"\[\^([^\]\[\s]+)\]")
NOTE = re.compile(rf"{NOTED.pattern}: *(.*)")

# The parser that follows takes a number of any length and script for that of an item.
NUMBER = re.compile(r"^( *\d+)\.(?= )")

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
    is_note: bool = False
    made: list[str] = field(default_factory=list)
    items: list[_Item] = field(default_factory=list)
    # The labels of the notes that were found.
    notes: set[str] = field(default_factory=set)
    # Whether a blank line came since the last line that began an item.
    is_loose: bool = True

    def arranged(self) -> list[str]:
        position = 0
        while position < len(self.lines):
            position = self._take(position)
        return self.made

    def _take(self, position: int) -> int:
        """Arrange what begins at the position and say where to go on."""
        line = spaced(self.lines[position])
        text = line.lstrip(" ")
        if not text.strip():
            self._blank()
            return position + 1
        indent = len(line) - len(text)
        level = self._level(indent)
        if indent < TAB and not level and (note := NOTE.match(text)):
            return self._take_note(position, note)
        if indent < TAB or level:
            if fence := FENCE.match(text):
                return self._take_fence(position, level, fence)
            if text[0] == ">":
                return self._take_quote(position, level)
            if item := self._item(text, indent):
                return self._take_item(position, indent, item)
        if self._is_code(indent, level):
            return self._take_code(position, level)
        self._take_text(position, line, level)
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

    def _take_text(self, position: int, line: str, level: int) -> None:
        line = NUMBER.sub(r"\1\.", line)
        text = line.lstrip(" ")
        starts = HEADING.match(text) or RULE.match(text) or self._starts_table(position)
        if level < len(self.items) and not starts and not self._is_after_blank():
            # A paragraph runs on under its item, whatever its indent.
            self.made.append(text)
            return
        if starts and (self.items or not RULE.match(text)):
            self._part()
        del self.items[level:]
        if self.items:
            self._add(line[min(self.items[-1].content, len(line) - len(text)) :])
        else:
            self.made.append(text)

    def _starts_table(self, position: int) -> bool:
        if "|" not in self.lines[position] or position + 1 == len(self.lines):
            return False
        under = self.lines[position + 1].expandtabs(TAB)
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
            FENCE.match(text)
            or ITEM.match(text)
            or (text.startswith(">") and self.depth < DEEPEST_QUOTE)
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
        indent = indent_of(self.lines[position])
        end = re.compile(rf"[ \t]*{fence[1][0]}{{{len(fence[1])},}}[ \t]*")
        language, first = read_info(fence[2])
        code = [first] if first else []
        position += 1
        while position < len(self.lines) and not end.fullmatch(self.lines[position]):
            code.append(without(indent, self.lines[position]))
            position += 1
        self._put_code(code, language, level)
        return position + 1

    def _is_code(self, indent: int, level: int) -> bool:
        """Whether a line is code by its indent; one under a paragraph is not."""
        return indent >= self._inside(level) + TAB and self._is_after_blank()

    def _inside(self, level: int) -> int:
        return self.items[level - 1].content if level else 0

    def _take_code(self, position: int, level: int) -> int:
        inside = self._inside(level) + TAB
        code = []
        while position < len(self.lines):
            line = self.lines[position]
            if line.strip() and indent_of(line) < inside:
                break
            code.append(without(inside, line))
            position += 1
        while not code[-1].strip():
            code.pop()
        self._put_code(code, "", level)
        return position

    def _put_code(self, code: list[str], language: str, level: int) -> None:
        del self.items[level:]
        self._part()
        self._add(self.stash_code("\n".join(code), language))
        self._blank()

    def _take_note(self, position: int, note: re.Match[str]) -> int:
        """A note holds what is indented under it, and the lines of its paragraph.

        An empty one, one in another and a second of the same label are text.
        """
        inner = [note[2]]
        begun = position
        position += 1
        while position < len(self.lines):
            line = self.lines[position]
            text = line.lstrip(" \t")
            is_under = indent_of(line) >= TAB or not text
            if not is_under and (not inner[-1] or _begins_block(text)):
                break
            inner.append(without(TAB, line) if is_under else text)
            position += 1
        if self.is_note or note[1] in self.notes or not "".join(inner).strip():
            self._take_text(begun, "\\" + note[0], 0)
            return begun + 1
        self.notes.add(note[1])
        self.items.clear()
        self._part()
        # Words in a note of somebody's who is quoted are quoted as well.
        mark = "> " if self.depth else ""
        layout = _Layout(inner, self.stash_code, self.depth, is_note=True)
        first, *rest = (mark + line for line in layout.arranged())
        self.made.append(f"[^{note[1]}]: {first}")
        self.made.extend("    " + line if line.strip() else "" for line in rest)
        self._blank()
        return position

    def _take_quote(self, position: int, level: int) -> int:
        """What follows a quote at once is not part of it: it is the reply."""
        inner = []
        while position < len(self.lines):
            line = self.lines[position]
            text = line.lstrip(" \t")
            if not text.startswith(">") or self._level(indent_of(line)) < level:
                break
            text = text.lstrip("> \t") if self.depth >= DEEPEST_QUOTE else text[1:]
            if text.startswith("\t"):
                text = "   " + text[1:]
            inner.append(text.removeprefix(" "))
            position += 1
        del self.items[level:]
        self._part()
        quoted = _Layout(inner, self.stash_code, self.depth + 1)
        lines = quoted.arranged()
        # Notes of a quotation are not those of the text that quotes it.
        own = {label: f"{label}/{position}" for label in quoted.notes}
        self.notes.update(own.values())
        for line in lines:
            if own:
                line = NOTED.sub(lambda m: f"[^{own.get(m[1], m[1])}]", line)
            self._add(f"> {line}" if line else ">")
        self._blank()
        return position


def _begins_block(text: str) -> bool:
    return text[0] == ">" or any(
        form.match(text) for form in (NOTE, HEADING, RULE, FENCE, ITEM)
    )
