"""What is pasted or typed into a form, read as it was meant: codes, tokens, addresses.

Mail programs, word processors and phones put characters between that nobody sees,
and dashes and digits of their own kinds.
"""

import re
import unicodedata
from urllib.parse import unquote

import idna

from core.plain import is_seen, without_unseen

# Dashes that Unicode does not count as such: minus, hyphen bullet, modifiers, and
# what a Japanese keyboard gives for one.
_MORE_DASHES = frozenset("\u2212\u2043\u02d7\u00ad\u30fc\u2796")
_WRAPPED = re.compile(r".*<([^<>]*)>[\s,;]*", re.DOTALL)
_ENDS = " \t\r\n,;"
_AT = str.maketrans({"\uff20": "@", "\ufe6b": "@"})


def code(text: str) -> str:
    """A code: its letters and digits in ASCII, dashes as hyphens, and nothing else."""
    return "".join(map(_sign, unicodedata.normalize("NFKC", _dashed(text))))


def token(text: str) -> str:
    """The token of a link that was pasted with what stood around it.

    Its hyphens and underscores are signs of the token.
    """
    return "".join(filter(is_seen, _dashed(text)))


def mailbox(text: str) -> str:
    """The bare address of what was pasted, in whatever spelling.

    Out of `Mira <mira@example.org>,` and `mailto:mira@example.org?subject=Hello`.
    """
    text = without_unseen(text.translate(_AT))
    text = text.replace("\u00a0", " ").strip(_ENDS)
    if wrapped := _WRAPPED.fullmatch(text):
        text = wrapped[1]
    if text[:7].lower() == "mailto:":
        text = without_unseen(unquote(text[7:].partition("?")[0]))
    return text.strip().strip(_ENDS)


def canonical(address: str) -> str:
    """The one spelling under which an address is stored and compared.

    In small letters, the domain in ASCII: `Mira@Bücher.example` is
    `mira@xn--bcher-kva.example`. Raises ValueError for a mailbox name beyond ASCII,
    which mail is not sent to, and for a domain that cannot be.
    """
    name, at, domain = mailbox(address).rpartition("@")
    if not name.isascii():
        raise ValueError("The name before the @ is not in ASCII.")
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode()
        except idna.IDNAError as error:
            raise ValueError("The domain cannot be one.") from error
    return f"{name}{at}{domain}".lower()


def spellings(address: str) -> set[str]:
    """What is stored of an address, now or from before: canonical, and in Unicode."""
    try:
        address = canonical(address)
    except ValueError:
        return {address.lower()}
    name, _, domain = address.rpartition("@")
    try:
        return {address, f"{name}@{idna.decode(domain)}"}
    except idna.IDNAError:
        return {address}


def _dashed(text: str) -> str:
    """Dashes of all kinds as hyphens. A soft hyphen counts as one that is seen."""
    return "".join(
        "-" if sign in _MORE_DASHES or unicodedata.category(sign) == "Pd" else sign
        for sign in text
    )


def _sign(sign: str) -> str:
    if not is_seen(sign):
        return ""
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)
