"""Page numbers as people and robots type them."""

import re

from django.http import Http404

from core.limits import PAGE_DIGITS

_NUMBER = re.compile(rf"[0-9]{{1,{PAGE_DIGITS}}}", re.ASCII)


def page_number(raw: str | None) -> int:
    """The page asked for, 1 when none is; anything else is a 404."""
    if not raw:
        return 1
    if not _NUMBER.fullmatch(raw) or int(raw) < 1:
        raise Http404("There is no such page.")
    return int(raw)
