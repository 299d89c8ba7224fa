"""Page numbers as people and robots type them."""

import re

from django.http import Http404, HttpRequest

from core.limits import PAGE_DIGITS

_NUMBER = re.compile(rf"[0-9]{{1,{PAGE_DIGITS}}}", re.ASCII)


def page_number(raw: str | None) -> int:
    """The page asked for, 1 when none is; anything else is a 404."""
    if not raw:
        return 1
    if not _NUMBER.fullmatch(raw) or int(raw) < 1:
        raise Http404("There is no such page.")
    return int(raw)


def position(raw: str) -> int:
    """A place in a list that an address names; 0 where it names none."""
    return int(raw) if _NUMBER.fullmatch(raw) else 0


def key_before(request: HttpRequest) -> int | None:
    """The key after which a list goes on; anything else than a number is a 404."""
    return page_number(request.GET["before"]) if request.GET.get("before") else None
