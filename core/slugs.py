"""Titles in addresses."""

import re
import unicodedata

from core.plain import FILLERS, cut

SLUG_MAX = 80

# Latin letters that no decomposition leads to plain ones.
PLAIN = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ŋ": "n",
        "ŧ": "t",
    }
)
HYPHENS = re.compile("-{2,}")


def slug(text: str) -> str:
    """The address form of a title, in its own letters; empty where it has none.

    Latin letters lose their accents. Those of other scripts stand as they are written,
    in composed form, and a browser shows them so.
    """
    text = unicodedata.normalize("NFKC", text).lower().translate(PLAIN)
    signs: list[str] = []
    is_latin = False
    for sign in unicodedata.normalize("NFD", text):
        category = unicodedata.category(sign)
        if category[0] == "M":
            if signs and signs[-1] != "-" and not is_latin:
                signs.append(sign)
        elif sign == "_" or (sign.isalnum() and sign not in FILLERS):
            signs.append(sign)
            is_latin = sign.isascii()
        elif category in {"Pd", "Zs"} or sign.isspace():
            signs.append("-")
            is_latin = False
    words = HYPHENS.sub("-", unicodedata.normalize("NFC", "".join(signs)))
    return cut(words.strip("-_"), SLUG_MAX).strip("-_")
