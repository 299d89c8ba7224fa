"""Private-use characters that stand in stored HTML for what a page fills in.

No source keeps such a character, so one that stands in stored HTML was put there
by the renderer.
"""

import re

OPEN, CLOSE, INSTEAD = "\ue000", "\ue001", "\ue002"

# Stands for the anchor of whatever carries the text ("p43"), in ids and fragments.
HERE = "\ue003"

SLOT = re.compile(
    f"{OPEN}([a-z]+):([^{OPEN}-{INSTEAD}]*)(?:{INSTEAD}([^{OPEN}-{INSTEAD}]*))?{CLOSE}"
)


def slot(kind: str, key: str, instead: str = "") -> str:
    """A slot; `instead` is shown where nobody can fill it."""
    shown = f"{INSTEAD}{instead}" if instead else ""
    return f"{OPEN}{kind}:{key}{shown}{CLOSE}"
