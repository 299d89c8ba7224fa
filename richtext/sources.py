"""What is taken out of a text before anything reads it."""

import re

# What a terminal takes as an order: a string of it, up to its end on the same line;
# an order with parameters; an order of one or two characters. Each in its form of
# seven bits, which begins with an escape, and in that of eight. No class holds what
# begins another, so that a text is gone over once.
SEQUENCE = re.compile(
    r"(?:\x1b[P\]X^_]|[\x90\x98\x9d-\x9f])"
    r"[^\x07\x1b\x90\x98\x9c-\x9f\n\r]*(?:\x07|\x9c|\x1b\\)"
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|\x1b[ -/]*[0-~]?"
)

# A character that another is typed over, as manual pages do for bold and underlined.
TYPED_OVER = re.compile(r"[^\n\x08]\x08(?=[^\n\x08])")

# What ends a line in a document, a chat or a file of another system.
LINE_END = re.compile("\r+\n|[\n\r\x0b\x0c\x85\u2028]")

# Control characters but tab and line feed, halves of surrogate pairs, private use
# (the markers of slots are such), what Unicode calls no character, the mark of byte
# order, and the two overrides of direction, which show a line of code as another.
# Marks and isolates of direction stay: right-to-left text needs them.
UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ue000-\uf8ff"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000f0000-\U0010ffff]"
)


def tidy(source: str) -> str:
    source = TYPED_OVER.sub("", SEQUENCE.sub("", source))
    source = LINE_END.sub("\n", source.replace("\u2029", "\n\n"))
    return UNWANTED.sub("", source)
