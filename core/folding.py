"""One form for all the ways in which people write the same word."""

import re
import unicodedata

from core.plain import cut, one_line, without_unseen

FOLDED_MAX = 240
BETWEEN = re.compile(r"(?<=\w)[-_]+(?=\w)")
APOSTROPHES = str.maketrans("‘’ʼ", "'''")


def fold(text: str) -> str:
    """What is compared instead of `text`; empty where nothing of it can be seen.

    Capitals, width, invisible signs and the kind of space, dash or apostrophe make no
    difference, and neither do spaces around a slash: `CI / CD` is `ci/cd`. A dash
    between two letters is a space. All other signs count: `C`, `C++`, `C#` and `C--`
    are four words, and two with different accents are two.
    """
    folded = unicodedata.normalize("NFKC", without_unseen(one_line(text)))
    folded = unicodedata.normalize("NFKC", folded.casefold()).translate(APOSTROPHES)
    dashes = "".join("-" if _is_dash(sign) else sign for sign in folded)
    words = " ".join(BETWEEN.sub(" ", dashes).split())
    return cut(words.replace(" /", "/").replace("/ ", "/"), FOLDED_MAX)


def _is_dash(sign: str) -> bool:
    return unicodedata.category(sign) == "Pd"
