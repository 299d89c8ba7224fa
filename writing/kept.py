"""Words that a person sent while signed out, kept until they have signed in.

They live in the session: nobody else can read them, and they go when it ends.
"""

from collections.abc import Mapping

from django.http import HttpRequest

from core import throttling
from core.addresses import client_address
from core.limits import (
    KEEPING,
    KEEPING_BYTES,
    KEEPING_BYTES_OF_ALL,
    NAME_MAX,
    TRANSCRIPT_MAX,
)
from core.throttling import Total

SESSION_KEY = "kept_words"
FORMS_KEPT = 3
FIELDS_MAX = 120
# All fields of one form together; the longest that a form of ours takes, a recording
# with its transcript, stays below it.
FORM_MAX = TRANSCRIPT_MAX + 20_000
NOT_KEPT = {"csrfmiddlewaretoken", "password"}


def keep(request: HttpRequest, *, to: str, fields: Mapping[str, str]) -> None:
    """Hold the fields of a form for the page at the path `to`.

    Raises TooFast where one network keeps forms without ever signing in, by their
    number or by their bytes, and where all visitors together do: each is a row that
    a visitor made.
    """
    words = [(name, value) for name, value in fields.items() if name not in NOT_KEPT]
    form = _bounded(words)
    network, size = client_address(request), _bytes(form)
    throttling.hit(
        "keeping",
        network,
        rate=KEEPING,
        sentence="Sign in first, then send it again: go back to find what you wrote.",
        totals=[
            Total(network, KEEPING_BYTES, weight=size),
            Total("site", KEEPING_BYTES_OF_ALL, weight=size),
        ],
    )
    kept = dict(request.session.get(SESSION_KEY, {}))
    kept.pop(to, None)
    while len(kept) >= FORMS_KEPT:
        kept.pop(next(iter(kept)))
    kept[to] = form
    request.session[SESSION_KEY] = kept


def _bounded(words: list[tuple[str, str]]) -> dict[str, str]:
    left, fields = FORM_MAX, {}
    for name, value in words[:FIELDS_MAX]:
        fields[name[:NAME_MAX]] = value[:left]
        left -= len(fields[name[:NAME_MAX]])
    return fields


def _bytes(form: Mapping[str, str]) -> int:
    """What a form takes at least, and a little for its row."""
    return 500 + sum(
        len(name) + len(value.encode(errors="replace")) for name, value in form.items()
    )


def take(request: HttpRequest, path: str) -> dict[str, str] | None:
    """Hand the kept fields back, once. Costs nothing where nothing is kept.

    Who asks for the head of a page is shown none of it, so it stays.
    """
    kept = request.session.get(SESSION_KEY)
    if not kept or path not in kept or request.method == "HEAD":
        return None
    kept = dict(kept)
    fields: dict[str, str] = kept.pop(path)
    request.session[SESSION_KEY] = kept
    return fields
