"""What a text shows: cleaned of what nobody sees, counted and cut as people see it.

Whatever a person types passes through `clean` (several lines), `one_line` (a title, a
reason) or `name` before it is stored. None of them reads markup: `richtext.excerpts`
judges what is seen of Markdown.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

# Combining marks that one base may carry. Hebrew with its accents, Tibetan stacks and
# phonetic notation need fewer; hundreds of them paint over the lines around.
MARKS_MAX = 8

# Signs that count as letters or symbols and show nothing.
FILLERS = frozenset("\u115f\u1160\u2800\u3164\ufffc\uffa0\U0001d159")
# What shows nothing by itself: marks and spaces, controls, formats, halves of pairs,
# private use. An unassigned code point may be a sign that is newer than this Python.
UNSEEN = frozenset({"Mn", "Mc", "Me", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co"})
# Where Unicode keeps invisible signs, those that are not assigned yet among them, and
# what it calls no character.
IGNORABLE = re.compile(
    "[\u2065\ufdd0-\ufdef\ufff0-\ufff8\ufffe\uffff\U000e0000-\U000e0fff]"
)

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

# What ends a line in a document, a chat or a file of another system. A run of returns
# is looked at once, from its beginning.
LINE_END = re.compile("(?<!\r)\r+\n|[\n\r\x0b\x0c\x85\u2028]")

# Control characters but tab and line feed, halves of surrogate pairs, private use,
# what Unicode calls no character, the mark of byte order, and the two overrides of
# direction, which show a line of code as another. Marks and isolates of direction
# stay: right-to-left text needs them.
UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ue000-\uf8ff"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000f0000-\U0010ffff]"
)
# On one line nothing turns what stands after it, beyond the line's own end.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")

JOINERS = "\u200c\u200d"
JOINS_NOTHING = re.compile(f"(?:(?<=[ {JOINERS}])|^)[{JOINERS}]+|[{JOINERS}]+(?= |$)")
# The signs that spell a flag such as Scotland's, and stand nowhere else.
TAGS = re.compile("[\U000e0020-\U000e007f]")
# Quotation marks within quotation marks.
SINGLE = str.maketrans("“”", "‘’")


def tidy(text: str) -> str:
    """Several lines without what no writer means, whatever came with a paste."""
    text = TYPED_OVER.sub("", SEQUENCE.sub("", text))
    text = LINE_END.sub("\n", text.replace("\u2029", "\n\n"))
    return UNWANTED.sub("", text)


def clean(text: str) -> str:
    """The same, with no more marks on a sign than can be read."""
    return bound_marks(tidy(text))


def one_line(text: str) -> str:
    """A title or a sentence on one line; empty where nothing of it can be seen."""
    line = " ".join(SEQUENCE.sub("", text).split())
    line = " ".join(clean(TURNING.sub("", line)).split())
    return "" if is_blank(line) else line


def name(text: str) -> str:
    """One line in which each sign shows, or joins two that do.

    Joiners stand between the letters of Persian and Indic names and inside emoji. All
    else that is unseen would make two names of those that look like one.
    """
    parts: list[str] = []
    for sign in one_line(text):
        is_unseen = sign in FILLERS or unicodedata.category(sign) == "Cf"
        spells_flag = TAGS.match(sign) and parts and _is_symbol(parts[-1])
        if not is_unseen or sign in JOINERS or spells_flag:
            parts.append(sign)
    line = JOINS_NOTHING.sub("", " ".join("".join(parts).split()))
    return "" if is_blank(line) else line


def _is_symbol(sign: str) -> bool:
    return unicodedata.category(sign) == "So" or TAGS.match(sign) is not None


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing at all."""
    return not any(is_seen(sign) for sign in text)


def is_seen(sign: str) -> bool:
    if sign.isascii():
        return "!" <= sign <= "~"
    return (
        unicodedata.category(sign) not in UNSEEN
        and sign not in FILLERS
        and not IGNORABLE.match(sign)
    )


def without_unseen(text: str) -> str:
    """What is seen of it, marks on their letters and spaces between included."""
    return "".join(
        sign
        for sign in text
        if is_seen(sign) or sign.isspace() or unicodedata.combining(sign)
    )


def bound_marks(text: str) -> str:
    """The text with at most 8 combining marks on each base."""
    return text if text.isascii() else "".join(bound_marks_in([text]))


def bound_marks_in(pieces: Iterable[str]) -> Iterator[str]:
    """The same for a text in pieces: a mark may stand on a base of the one before."""
    marks = 0
    for piece in pieces:
        kept = []
        for sign in piece:
            category = unicodedata.category(sign)
            if category in {"Mn", "Me"}:
                marks += 1
                if marks > MARKS_MAX:
                    continue
            elif category not in {"Mc", "Cf"}:
                marks = 0
            kept.append(sign)
        yield "".join(kept)


def clusters(text: str) -> Iterator[str]:
    """What a reader takes for one sign: a base with its marks, an emoji, a flag."""
    cluster = ""
    for sign in text:
        if cluster and not _continues(cluster, sign):
            yield cluster
            cluster = ""
        cluster += sign
    if cluster:
        yield cluster


def _continues(cluster: str, sign: str) -> bool:
    if sign.isascii():
        return False
    category = unicodedata.category(sign)
    if category in {"Mn", "Mc", "Me", "Cf"} or "\U0001f3fb" <= sign <= "\U0001f3ff":
        return True
    if cluster[-1] == "\u200d":
        return category in {"So", "Cn"}
    if "\U0001f1e6" <= sign <= "\U0001f1ff":
        return len(cluster) == 1 and "\U0001f1e6" <= cluster <= "\U0001f1ff"
    # The vowels and endings of Hangul that is written letter by letter.
    return "\u1160" <= sign <= "\u11ff"


def seen_length(text: str) -> int:
    """How many signs of it a reader counts; spaces are none."""
    return sum(not is_blank(cluster) for cluster in clusters(text))


def shorten(text: str, length: int) -> str:
    """At most `length` characters, ended by an ellipsis where it is cut.

    It never ends inside a sign: an accent stays on its letter, an emoji whole.
    """
    return text if len(text) <= length else cut(text, length - 1).rstrip() + "…"


def cut(text: str, length: int) -> str:
    """The whole signs that fit into `length` characters."""
    if len(text) <= length:
        return text
    parts, size = [], 0
    # One character further: it may belong to the sign that would be the last.
    for cluster in clusters(text[: length + 1]):
        size += len(cluster)
        if size > length:
            break
        parts.append(cluster)
    return "".join(parts)


def quoted(words: str) -> str:
    """In quotation marks. Those within become single ones, as printers set them."""
    return f"“{words.translate(SINGLE)}”"
