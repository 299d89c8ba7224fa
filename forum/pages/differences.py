"""What changed between two texts, line by line."""

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

KEEP, DROP, ADD = "keep", "drop", "add"
# Beyond this many lines, or pairs of lines that are the same, the comparison itself
# would take long.
LINES_MAX = 1_000
PAIRS_MAX = 10_000


@dataclass(frozen=True)
class Line:
    kind: str
    text: str

    @property
    def sign(self) -> str:
        return {KEEP: " ", DROP: "−", ADD: "+"}[self.kind]


def changes_between(before: str, after: str) -> list[Line]:
    """Every line of both texts in order, kept, dropped or added."""
    old, new = before.splitlines(), after.splitlines()
    head = _alike(old, new)
    # What both begin with and end with costs nothing; a line is counted once.
    tail = _alike(old[head:][::-1], new[head:][::-1])
    changed = _compared(old[head : len(old) - tail], new[head : len(new) - tail])
    kept = [Line(KEEP, line) for line in old]
    return [*kept[:head], *changed, *kept[len(old) - tail :]]


def _alike(old: list[str], new: list[str]) -> int:
    """How many lines two texts have in common from their beginning."""
    pairs = zip(old, new, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _compared(old: list[str], new: list[str]) -> list[Line]:
    count = Counter(new)
    if len(old) + len(new) > LINES_MAX or sum(count[line] for line in old) > PAIRS_MAX:
        return [Line(DROP, line) for line in old] + [Line(ADD, line) for line in new]
    lines: list[Line] = []
    # `autojunk` would call a line that stands often in a long text no match.
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for action, i1, i2, j1, j2 in matcher.get_opcodes():
        if action == "equal":
            lines += [Line(KEEP, line) for line in old[i1:i2]]
            continue
        lines += [Line(DROP, line) for line in old[i1:i2]]
        lines += [Line(ADD, line) for line in new[j1:j2]]
    return lines
