"""The messages about a person's own access, each written where the ledger is.

A message is a row in the transaction of what it tells of, or of the job that this
transaction left: what is rolled back told nobody. What was true when it was written
is asked again when it leaves: where another act has overtaken it, it is dropped,
and the later message tells how things stand. No choice of mail keeps these messages
back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from access import calendar
from access.access import Access, Window
from access.enums import GrantSource
from access.models import Circle, Grant
from access.models.window_notice import ENDED
from access.notices import mailing
from access.notices.mailing import frame, register, state_of, window_of
from access.windows import Ending
from accounts.models import User
from core import clock

__all__ = [
    "frame",
    "notify_closing",
    "notify_ended",
    "notify_ending",
    "notify_extended",
    "notify_opened",
    "notify_paused",
    "notify_renewed",
    "notify_resumed",
    "notify_revoked",
    "register",
    "state_of",
    "window_of",
]


# The messages about a place in another circle than the community, by what they tell.
_OF_PLACES = {
    "opened": "place_opened",
    "resumed": "place_opened",
    "extended": "place_extended",
    "renewed": "place_extended",
    "paused": "place_closed",
    "revoked": "place_closed",
}


def notify_opened(grant: Grant, before: Window | None) -> None:
    """A place was opened. `before` is what was open in its circle until then.

    Where it stands beside one that lasts as long, there is nothing to tell.
    """
    after = window_of(grant.person, grant.circle)
    if mailing.state_of(after) == mailing.state_of(before):
        if grant.starts_at > clock.now():
            _notify_opens_later(grant)
    elif grant.source == GrantSource.RENEWAL:
        _notify("renewed", grant, after)
    elif before is None:
        _notify("opened", grant, after)
    else:
        _notify_longer("extended", grant, before.ends_at)


def notify_extended(grant: Grant, ended_at: datetime | None) -> None:
    _notify_longer("extended", grant, ended_at)


def notify_renewed(grant: Grant, ended_at: datetime | None) -> None:
    _notify_longer("renewed", grant, ended_at)


def notify_resumed(grant: Grant, days: int) -> None:
    window = window_of(grant.person, grant.circle)
    _notify("resumed", grant, window, days=days, again=True)


def notify_paused(grant: Grant, days: int) -> None:
    """`days` is how many are kept of the whole place, after the day of the pause."""
    _send(
        "paused",
        grant.person,
        grant.circle,
        window_of(grant.person, grant.circle),
        reason=grant.revoke_reason,
        days=days,
        is_paused=True,
    )


def notify_revoked(
    person: User,
    circle: Circle,
    before: Window | None,
    reason: str,
    *,
    pause_ended: bool = False,
) -> None:
    """Told where a place closed or became shorter, or was to open and does not.

    Where nothing moved, there is nothing to tell. The end of a pause moves nothing
    now and takes the days that it had kept.
    """
    window = window_of(person, circle)
    moved = mailing.state_of(window) != mailing.state_of(before)
    if moved or pause_ended:
        _send("revoked", person, circle, window, reason=reason)
    elif called_off := _called_off(person, circle, window):
        _notify_called_off(called_off, window, reason)


def notify_ending(person: User, ending: Ending) -> bool:
    """A milestone has been reached. The caller holds the person's lock.

    Says whether this was the first time.
    """
    assert ending.milestone is not None
    if not mailing.is_first(person, ending.ends_at, ending.milestone):
        return False
    mailing.send(
        "ending",
        person,
        Window(ends_at=ending.ends_at, zone=ending.zone),
        due_at=mailing.in_daytime(person, ending.zone),
        claims={"milestone": ending.milestone, "zone": ending.zone},
        **mailing.owned_items_context(person),
    )
    return True


def notify_ended(person: User, ending: Ending) -> bool:
    """The last note, once the window is over. The caller holds the person's lock."""
    if not mailing.is_first(person, ending.ends_at, ENDED):
        return False
    due_at = mailing.in_daytime(person, ending.zone)
    reads_until = Access.of(person).grace_until
    mailing.send(
        "ended",
        person,
        None,
        due_at=due_at,
        ending=ending,
        reads_through=reads_until
        and calendar.last_day_before(reads_until, ending.zone),
        **mailing.owned_items_context(person),
    )
    return True


def notify_closing(person: User, closes_on: date, circles: Iterable[str]) -> None:
    """The site will close: what was given for life ends on a day."""
    context = {"closes_on": closes_on, "circles": list(circles)}
    mailing.post(
        "site_closing", person, context | mailing.owned_items_context(person), claims={}
    )


def _notify_longer(kind: str, grant: Grant, ended_at: datetime | None) -> None:
    """The end moved from `ended_at` to where it is now.

    The days are those of the grant. Where it closes a gap, what comes after it
    `goes_on` from there.
    """
    window = window_of(grant.person, grant.circle)
    if window is None or ended_at is None:
        return
    was_last_day = calendar.last_day_before(ended_at, window.zone)
    context: dict[str, Any] = {"was_last_day": was_last_day}
    if window.ends_at and grant.ends_at:
        last_day = calendar.last_day_before(grant.ends_at, window.zone)
        context["days"] = (last_day - was_last_day).days
        context["goes_on"] = grant.ends_at < window.ends_at
    _notify(kind, grant, window, **context)


def _called_off(person: User, circle: Circle, window: Window | None) -> Grant | None:
    """What was revoked last, if it would have opened something and had not begun."""
    revoked = Grant.objects.filter(
        person=person, circle=circle, revoked_at__isnull=False
    )
    last = revoked.order_by("-revoked_at", "starts_at", "pk").first()
    if last is None or last.revoked_at is None or last.starts_at <= last.revoked_at:
        return None
    over = window.ends_at if window else last.revoked_at
    return last if over and last.starts_at > over else None


def _notify_called_off(grant: Grant, window: Window | None, reason: str) -> None:
    coming = mailing.coming_in(grant.circle, grant.person)
    _send(
        "revoked",
        grant.person,
        grant.circle,
        window,
        claims={"coming": mailing.day_of(coming)},
        reason=reason,
        called_off_on=grant.starts_at.astimezone(ZoneInfo(grant.zone)).date(),
        opens_on=coming.opens_on if coming else None,
    )


def _notify(kind: str, grant: Grant, window: Window | None, **context: Any) -> None:
    _send(kind, grant.person, grant.circle, window, reason=grant.reason, **context)


def _send(
    kind: str, person: User, circle: Circle, window: Window | None, **context: Any
) -> None:
    if not mailing.is_community(circle):
        mailing.send(_OF_PLACES[kind], person, window, circle=circle, **context)
        return
    if kind in {"paused", "revoked"}:
        context |= mailing.owned_items_context(person)
    mailing.send(kind, person, window, **context)


def _notify_opens_later(grant: Grant) -> None:
    zone = ZoneInfo(grant.zone)
    context = {
        "circle": grant.circle,
        "opens_on": grant.starts_at.astimezone(zone).date(),
        "ending": mailing.ending_for(grant.person, grant.ends_at, grant.zone),
        "reason": grant.reason,
    }
    kind = "opened" if mailing.is_community(grant.circle) else "place_opened"
    mailing.post(kind, grant.person, context, claims={"grant": grant.pk})
