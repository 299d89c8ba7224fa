"""Words that a person sent while signed out, kept until they have signed in.

They live in the session of that browser and go when it ends. Only who wrote them is
shown them. That is whoever has to prove themselves again, or was signed in here last
and did not sign out. What a visitor wrote is theirs who signs in by the way to which
the form led; whoever signs in otherwise ends it.
"""

from collections.abc import Mapping

from django.http import HttpRequest

from accounts import cookies
from accounts.models import User
from core import throttling
from core.addresses import client_address
from core.limits import KEEPING, NAME_MAX, TRANSCRIPT_MAX

SESSION_KEY = "kept_words"
# Whose they are, by path; None for a visitor's.
OWNERS_KEY = "kept_words_of"
FORMS_KEPT = 3
FIELDS_MAX = 120
# All fields of one form together; the longest that a form of ours takes, a recording
# with its transcript, stays below it.
FORM_MAX = TRANSCRIPT_MAX + 20_000
NOT_KEPT = {"csrfmiddlewaretoken", "password"}


def keep(request: HttpRequest, *, to: str, fields: Mapping[str, str]) -> None:
    """Hold the fields of a form for the page at the path `to`.

    Raises TooFast where one address keeps forms without ever signing in: each is
    a row that a visitor made.
    """
    throttling.hit(
        "keeping",
        client_address(request),
        rate=KEEPING,
        sentence="Sign in first, then send it again: go back to find what you wrote.",
    )
    kept = dict(request.session.get(SESSION_KEY, {}))
    kept.pop(to, None)
    while len(kept) >= FORMS_KEPT:
        kept.pop(next(iter(kept)))
    words = [(name, value) for name, value in fields.items() if name not in NOT_KEPT]
    kept[to] = _bounded(words)
    request.session[SESSION_KEY] = kept
    owners = request.session.get(OWNERS_KEY, {})
    request.session[OWNERS_KEY] = {
        path: owners.get(path) for path in kept if path != to
    } | {to: writer_of(request)}


def writer_of(request: HttpRequest) -> int | None:
    """Whose form it was, as far as this browser tells."""
    if request.user.is_authenticated:
        return request.user.pk
    return cookies.last_person(request)


def settle(request: HttpRequest, person: User, path: str) -> None:
    """Who has just signed in lands at `path`: a visitor's words for it are theirs."""
    kept = request.session.get(SESSION_KEY)
    if not kept:
        return
    owners = dict(request.session.get(OWNERS_KEY, {}))
    if path in kept and owners.get(path) is None:
        owners[path] = person.pk
    left = {at: words for at, words in kept.items() if owners.get(at) is not None}
    request.session[SESSION_KEY] = left
    request.session[OWNERS_KEY] = {at: owners[at] for at in left}


def _bounded(words: list[tuple[str, str]]) -> dict[str, str]:
    left, fields = FORM_MAX, {}
    for name, value in words[:FIELDS_MAX]:
        fields[name[:NAME_MAX]] = value[:left]
        left -= len(fields[name[:NAME_MAX]])
    return fields


def take(request: HttpRequest, path: str) -> dict[str, str] | None:
    """Hand the kept fields back to who wrote them, once. Costs nothing where nothing
    is kept.

    Who asks for the head of a page is shown none of it, so it stays.
    """
    kept = request.session.get(SESSION_KEY)
    if not kept or path not in kept or request.method == "HEAD":
        return None
    owner = request.session.get(OWNERS_KEY, {}).get(path)
    if owner is None or owner != request.user.pk:
        return None
    kept = dict(kept)
    fields: dict[str, str] = kept.pop(path)
    request.session[SESSION_KEY] = kept
    return fields
