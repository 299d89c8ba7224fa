"""Words that a person sent while signed out, kept until they have signed in.

They live in the session: nobody else can read them, and they go when it ends.
"""

from collections.abc import Mapping

from django.http import HttpRequest

from core.limits import POST_MAX, TITLE_MAX

SESSION_KEY = "kept_words"
FORMS_KEPT = 3
FIELD_MAX = POST_MAX + TITLE_MAX
FIELDS_MAX = 120
NOT_KEPT = {"csrfmiddlewaretoken", "password"}


def keep(request: HttpRequest, *, to: str, fields: Mapping[str, str]) -> None:
    """Hold the fields of a form for the page at the path `to`."""
    kept = dict(request.session.get(SESSION_KEY, {}))
    kept.pop(to, None)
    while len(kept) >= FORMS_KEPT:
        kept.pop(next(iter(kept)))
    words = [(name, value) for name, value in fields.items() if name not in NOT_KEPT]
    kept[to] = {name: value[:FIELD_MAX] for name, value in words[:FIELDS_MAX]}
    request.session[SESSION_KEY] = kept


def take(request: HttpRequest, path: str) -> dict[str, str] | None:
    """Hand the kept fields back, once. Costs nothing where nothing is kept."""
    kept = request.session.get(SESSION_KEY)
    if not kept or path not in kept:
        return None
    kept = dict(kept)
    fields: dict[str, str] = kept.pop(path)
    request.session[SESSION_KEY] = kept
    return fields
