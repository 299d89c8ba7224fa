"""What a password must not be, beyond Django's own lists."""

import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

LONGEST = 256
ON_THE_LISTS = (
    "This password stands on the lists that attackers try first. Choose another; "
    "four or five words that do not belong together are easy to keep."
)
LEET = str.maketrans("@4301!$57+", "aaeoiisstt")
ROWS = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
)
# A disguise of a listed word is no longer guessed early when much is added to it.
LONG_ENOUGH = 16


class MaximumLengthValidator:
    """Any length is welcome that does not keep the hasher busy."""

    def validate(self, password: str, user: object = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(
                f"Use at most {LONGEST} characters.", code="password_too_long"
            )

    def get_help_text(self) -> str:
        return ""


class ListedPasswordValidator:
    """Refuses what breaches are full of: a listed password, plain or with digits and
    signs about it or in place of letters, a run along the keyboard, one sign over and
    over.

    Works offline, from the list of 20,000 that Django carries.
    """

    def __init__(self) -> None:
        self.common = CommonPasswordValidator().passwords | {"crossroads"}

    def validate(self, password: str, user: object = None) -> None:
        plain = password.casefold()
        is_short = len(password) < LONG_ENOUGH
        if (
            plain in self.common
            or len(set(plain)) <= 3
            or (is_short and (self._is_run(plain) or self._is_disguise(plain)))
        ):
            raise ValidationError(ON_THE_LISTS, code="password_too_common")

    def get_help_text(self) -> str:
        return ""

    def _is_run(self, plain: str) -> bool:
        core = plain.strip("!?.*#")
        lines = [line for row in ROWS for line in (row * 2, row[::-1] * 2)]
        return any(core in line for line in lines)

    def _is_disguise(self, plain: str) -> bool:
        stripped = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
        candidates = {stripped, stripped.translate(LEET), plain.translate(LEET)}
        candidates |= {re.sub(r"[\W\d_]+$", "", plain).translate(LEET)}
        return any(len(c) >= 4 and c in self.common for c in candidates)
