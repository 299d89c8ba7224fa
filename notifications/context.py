"""The number in the header."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notifications.models import Notice

# Beyond 99 the header says "99+"; counting on would cost and tell nothing.
MOST = 100


def unread_notices(request: HttpRequest) -> dict[str, object]:
    """`unread_notices`: one query, asked only where the header prints it."""
    return {"unread_notices": SimpleLazyObject(lambda: _count(request))}


def _count(request: HttpRequest) -> int:
    return len(unread_targets(request))


def unread_targets(request: HttpRequest) -> list[tuple[str, int]]:
    """Kind and key of what the unread notices are about: asked once a request.

    A page that shows one of these things takes it off the list, and the header
    counts what is left.
    """
    access = getattr(request, "access", None)
    if access is None or not access.is_signed_in:
        return []
    if not hasattr(request, "_unread_targets"):
        unread = Notice.objects.visible_to(access).unread().order_by()
        found = unread.values_list("target_kind", "target_id")[:MOST]
        request._unread_targets = list(found)
    targets: list[tuple[str, int]] = request._unread_targets
    return targets
