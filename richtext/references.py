"""Character references that would bring in what no source may hold."""

import re
from html import unescape

from core.plain import UNWANTED

NUMERIC = re.compile(r"&(#(?:[0-9]+|[xX][0-9a-fA-F]+))")

# More digits than the last code point has.
DIGITS_MAX = 7


def disarm(html: str) -> str:
    """Let each reference to an unwanted character be read as it was typed.

    Nothing is taken out, so that nothing can come together which a check had seen
    apart. No named reference means an unwanted character.
    """
    return NUMERIC.sub(_as_typed, html)


def _as_typed(reference: re.Match[str]) -> str:
    return f"&amp;{reference[1]}" if _is_unwanted(reference[1]) else reference[0]


def _is_unwanted(reference: str) -> bool:
    digits = reference.lstrip("#xX").lstrip("0")
    if len(digits) > DIGITS_MAX:
        # Beyond all characters: parsers show the sign for an unknown one.
        return False
    character = unescape(f"&{reference};")
    return not character or UNWANTED.search(character) is not None
