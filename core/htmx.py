"""Telling a request for a part of a page from a request for a page."""

from django.http import HttpRequest


def wants_partial(request: HttpRequest) -> bool:
    htmx = getattr(request, "htmx", None)
    if not htmx:
        return False
    return not htmx.boosted and not htmx.history_restore_request
