"""Words that a person sent while signed out, kept until they have signed in.

They live in the session of that browser and go when it ends. Only who wrote them is
shown them. That is whoever has to prove themselves again, or was signed in here last
and did not sign out. What a visitor wrote is theirs who signs in by the way to which
the form led. Whoever signs in otherwise ends it, and ends the words of anybody else.
"""

from collections.abc import Mapping

from django.http import HttpRequest

from accounts import cookies
from accounts.models import User
from core import throttling
from core.addresses import client_address
from core.limits import (
    NAME_MAX,
    STASHING,
    STASHING_BYTES,
    STASHING_BYTES_OF_ALL,
    TRANSCRIPT_MAX,
)
from core.throttling import Total
from writing.form_text import FormText

# Of [path, fields, key of whose they are], the latest last; None for a visitor's.
SESSION_KEY = "stashed_forms"
FORMS_MAX = 3
FIELDS_MAX = 120
# All fields of one form together; the longest that a form of ours takes, a recording
# with its transcript, stays below it.
FORM_MAX = TRANSCRIPT_MAX + 20_000


def put(request: HttpRequest, *, to: str, fields: Mapping[str, str]) -> None:
    """Hold the fields of a form for the page at the path `to`.

    Raises TooFast where one network keeps forms without ever signing in, by their
    number or by their bytes, and where all visitors together do: each is a row that
    a visitor made.
    """
    text = FormText.of(fields.items())
    form = _bounded([(field.name, field.value) for field in text.fields])
    network, size = client_address(request), _bytes(form)
    throttling.hit(
        "keeping",
        network,
        rate=STASHING,
        sentence="Sign in first, then send it again: go back to find what you wrote.",
        totals=[
            Total(network, STASHING_BYTES, weight=size),
            Total("site", STASHING_BYTES_OF_ALL, weight=size),
        ],
    )
    entry = [to, form, author_of(request)]
    stashed = [one for one in request.session.get(SESSION_KEY, []) if one != entry]
    request.session[SESSION_KEY] = [*stashed, entry][-FORMS_MAX:]


def author_of(request: HttpRequest) -> int | None:
    """Whose form it was, as far as this browser tells."""
    if request.user.is_authenticated:
        return request.user.pk
    return cookies.last_person(request)


def claim(request: HttpRequest, person: User, path: str) -> None:
    """Who has just signed in lands at `path`: a visitor's words for it are theirs.

    The words of anybody else go: this session will not be theirs any more.
    """
    stashed = request.session.get(SESSION_KEY)
    if not stashed:
        return
    request.session[SESSION_KEY] = [
        [at, fields, person.pk]
        for at, fields, owner in stashed
        if owner == person.pk or (owner is None and at == path)
    ]


def _bounded(text: list[tuple[str, str]]) -> dict[str, str]:
    left, fields = FORM_MAX, {}
    for name, value in text[:FIELDS_MAX]:
        fields[name[:NAME_MAX]] = value[:left]
        left -= len(fields[name[:NAME_MAX]])
    return fields


def _bytes(form: Mapping[str, str]) -> int:
    """What a form takes at least, and a little for its row."""
    return 500 + sum(
        len(name) + len(value.encode(errors="replace")) for name, value in form.items()
    )


def pop(request: HttpRequest, path: str) -> dict[str, str] | None:
    """Hand the fields back to who wrote them, those kept last, once. Costs nothing
    where nothing is kept.

    Two forms of one page, or one in two windows, wait beside each other: asked again,
    it hands back the one before. Who asks for the head of a page is shown none of
    it, so it stays.
    """
    stashed = request.session.get(SESSION_KEY, [])
    person_id = request.user.pk
    found = next(
        (one for one in reversed(stashed) if (one[0], one[2]) == (path, person_id)),
        None,
    )
    if found is None or person_id is None or request.method == "HEAD":
        return None
    request.session[SESSION_KEY] = [one for one in stashed if one is not found]
    fields: dict[str, str] = found[1]
    return fields
