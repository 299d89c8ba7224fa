"""What is taken out of a text before anything reads it."""

import re

# Control characters but tab and line feed, halves of surrogate pairs, private use
# (the markers of slots are such), what Unicode calls no character, and the two
# overrides of direction, which show a line of code as another. Marks and isolates
# of direction stay: right-to-left text needs them.
UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ue000-\uf8ff"
    "\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\U000f0000-\U0010ffff]"
)


def tidy(source: str) -> str:
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    return UNWANTED.sub("", source)
