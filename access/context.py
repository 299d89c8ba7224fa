"""What every page needs to know of its reader."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from access import registry
from access.services.window_notices import banner_of
from accounts.bylines import plain_byline
from accounts.enums import Contrast, Theme


def look(request: HttpRequest) -> dict[str, Any]:
    """The reader's byline, theme, contrast and shortcuts; the site's name.

    `closing_window` is asked for by whole pages only, and parts cost nothing.
    """
    access = getattr(request, "access", None)
    person = access.person if access is not None and access.is_signed_in else None
    return {
        "access": access,
        "reader": plain_byline(person) if person else None,
        "closing_window": SimpleLazyObject(lambda: access and banner_of(access)),
        "theme": getattr(person, "theme", Theme.AUTO),
        "contrast": getattr(person, "contrast", Contrast.NORMAL),
        "shortcuts": getattr(person, "shortcuts", True),
        "view_as": getattr(request, "view_as", None),
        "site_name": settings.SITE_NAME,
        "organiser_queue_size": _organiser_queue_size(access),
        "has_providers": bool(settings.SOCIALACCOUNT_PROVIDERS),
        "development_pages": settings.DEVELOPMENT_PAGES,
    }


def _organiser_queue_size(access: Any) -> object:
    """The number beside "Organise": nobody else's page asks for it."""
    if access is None or not access.is_organiser:
        return 0
    return SimpleLazyObject(registry.count_waiting_for_organisers)
