"""What changed between two texts, line by line."""

from dataclasses import dataclass
from difflib import SequenceMatcher

KEEP, DROP, ADD = "keep", "drop", "add"
# Beyond this many lines the comparison itself would take long.
LINES_MAX = 1_000


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
    if len(old) + len(new) > LINES_MAX:
        return [Line(DROP, line) for line in old] + [Line(ADD, line) for line in new]
    lines: list[Line] = []
    # `autojunk` would call a line that stands often in a long text no match.
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for act, i1, i2, j1, j2 in matcher.get_opcodes():
        if act == "equal":
            lines += [Line(KEEP, line) for line in old[i1:i2]]
            continue
        lines += [Line(DROP, line) for line in old[i1:i2]]
        lines += [Line(ADD, line) for line in new[j1:j2]]
    return lines
