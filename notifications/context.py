"""The number in the header."""

from django.db import connection
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from access.access import Access
from core import dry_run
from notifications import registry
from notifications.models import Notice
from notifications.models.notice import blocked_by

# Beyond 99 the header says "99+"; counting on would cost and tell nothing.
MOST = 100
# Written out: every page asks it, and composing it costs more than asking.
# What the reader has silenced since is left out, as `Notice.objects.visible_to` does.
_UNREAD = """
SELECT n.target_kind, n.target_id, n.actor_id FROM notifications_notice n
 WHERE n.recipient_id = %s AND n.read_at IS NULL AND n.due_at <= %s
   AND NOT EXISTS (
       SELECT 1 FROM notifications_rule r
        WHERE r.person_id = n.recipient_id AND r.level IN ('mute', 'filter')
          AND (r.target_kind = 'person' AND r.target_id = n.actor_id
               OR r.target_kind || '-' || r.target_id = n.conversation))
 LIMIT %s
"""
# Where a request keeps what was asked for it.
CACHED = "unread_targets"


def unread_notices(request: HttpRequest) -> dict[str, object]:
    """`unread_notices`: asked only where the header prints it."""
    return {"unread_notices": SimpleLazyObject(lambda: _count(request))}


def _count(request: HttpRequest) -> int:
    return len(unread_targets(request))


def unread_targets(request: HttpRequest) -> list[tuple[str, int]]:
    """Kind and key of what the unread notices are about: asked once a request.

    A page that shows one of these things takes it off the list, and the header
    counts what is left.
    """
    access = getattr(request, "access", None)
    if access is None or not access.is_signed_in or dry_run.is_active():
        return []
    found: list[tuple[str, int]] | None = getattr(request, CACHED, None)
    if found is None:
        found = _unread(access)
        setattr(request, CACHED, found)
    return found


def is_cut(unread: list[tuple[str, int]]) -> bool:
    """Whether there may be more unread than the list tells."""
    return len(unread) >= MOST


def take_off(request: HttpRequest, seen: set[tuple[str, int]]) -> None:
    """Let the header count what is left; a list that was cut is asked for anew."""
    unread = unread_targets(request)
    if is_cut(unread):
        delattr(request, CACHED)
    else:
        unread[:] = [target for target in unread if target not in seen]


def _unread(access: Access) -> list[tuple[str, int]]:
    """What may be seen is asked by key, of the kinds of things that are unread.

    Composing one query over all kinds costs several times as much; it is left for
    whoever has so much unread that one handful does not settle the number.
    """
    now = connection.ops.adapt_datetimefield_value(access.now)
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, [access.person_id, now, MOST])
        first = cursor.fetchall()
    blocked = blocked_by(access)
    found = _seen(access, [(kind, pk) for kind, pk, by in first if by not in blocked])
    if len(first) < MOST or len(found) == MOST:
        return found
    seen = Notice.objects.visible_to(access).unread().order_by()
    return list(seen.values_list("target_kind", "target_id")[:MOST])


def _seen(access: Access, things: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Those of the things that the reader may see: one query a kind."""
    visible = set()
    for kind in {kind for kind, _pk in things}:
        target = registry.target(kind)
        if target is None:
            continue
        asked = [pk for of_kind, pk in things if of_kind == kind]
        shown = target.visible_to(access).filter(pk__in=asked).order_by()
        visible |= {(kind, pk) for pk in shown.values_list("pk", flat=True)}
    return [thing for thing in things if thing in visible]
