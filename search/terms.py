"""What a reader typed, made into words, and words made into a condition."""

import unicodedata
from collections.abc import Sequence

from django.db.models import Q

from core.limits import SEARCH_MAX

MAX_TERMS = 8
# Signs around a word; those inside stay, as in "CI/CD", "C++", ".tf" and "W&B".
AROUND = "\"'`“”‘’«»()[]{}<>,;:!?…"
# Control characters, and code points that are no character.
UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


def terms_of(query: str) -> list[str]:
    """The words that are asked for, in order, each once whatever its case."""
    words: dict[str, str] = {}
    for raw in _plain(query)[:SEARCH_MAX].split():
        word = raw.strip(AROUND).rstrip(".").lstrip("-")
        if any(char.isalnum() for char in word):
            words.setdefault(word.casefold(), word)
    return list(words.values())[:MAX_TERMS]


def shown(query: str) -> str:
    """The query as the field shows it again."""
    return " ".join(_plain(query)[:SEARCH_MAX].split())


def advice(query: str, words: Sequence[str]) -> str:
    """What a reader should know about how the query was read, if anything."""
    text = _plain(query).strip()
    if not text:
        return ""
    if not words:
        return "There is no letter or figure in that. Write a word to look for."
    if len(text) > SEARCH_MAX:
        return f"Only the first {SEARCH_MAX} characters were looked for."
    if len({word.casefold() for word in text.split()}) > MAX_TERMS:
        return f"Only the first {MAX_TERMS} words were looked for."
    if all(len(word) == 1 for word in words):
        return "One letter is in almost everything. Two or more find better."
    return ""


def all_terms(words: Sequence[str], *fields: str) -> Q:
    """Every word somewhere in these fields, each in whichever it likes."""
    condition = Q()
    for word in words:
        anywhere = Q()
        for field in fields:
            anywhere |= Q(**{f"{field}__icontains": word})
        condition &= anywhere
    return condition


def _plain(query: str) -> str:
    text = unicodedata.normalize("NFC", query.replace("\r", " "))
    return "".join(
        " " if unicodedata.category(char) in UNPRINTABLE else char for char in text
    )
