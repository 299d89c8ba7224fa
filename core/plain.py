"""Text of one line, as people see it: what is invisible is not there."""

import re

# Characters that show nothing, and fillers that only look like letters to a program.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
# Controls that turn around what stands after them, beyond the line's own end.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing at all."""
    return not INVISIBLE.sub("", text).strip()


def one_line(text: str) -> str:
    """A title or a sentence on one line; empty where nothing of it can be seen."""
    line = " ".join(TURNING.sub("", text).split())
    return "" if is_blank(line) else line
