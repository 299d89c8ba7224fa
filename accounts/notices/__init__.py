"""The letters about a person's own access, each written where the ledger is.

A letter is a row in the transaction of what it tells of, or of the job that this
transaction left: what is rolled back told nobody. What was true when it was written
is asked again when it leaves: where another act has overtaken it, it is dropped,
and the later letter tells how things stand. No choice of mail keeps these letters
back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from accounts import calendar
from accounts.access import Access, Window
from accounts.enums import GrantSource
from accounts.models import Circle, Grant, User
from accounts.models.window_notice import ENDED
from accounts.notices import posting
from accounts.notices.posting import frame, register, state_of, window_of
from accounts.windows import Ending
from core import clock

__all__ = [
    "frame",
    "register",
    "state_of",
    "tell_closing",
    "tell_ended",
    "tell_ending",
    "tell_extended",
    "tell_opened",
    "tell_paused",
    "tell_renewed",
    "tell_resumed",
    "tell_revoked",
    "window_of",
]


def tell_opened(grant: Grant, before: Window | None) -> None:
    """A place was opened. `before` is the community window until then.

    Where it stands beside one that lasts as long, there is nothing to tell.
    """
    person, circle = grant.person, grant.circle
    if not posting.is_community(circle):
        _tell_place(grant)
        return
    after = window_of(person, circle)
    if posting.state_of(after) == posting.state_of(before):
        if grant.starts_at > clock.now():
            _tell_opens_later(grant)
        return
    if grant.source == GrantSource.RENEWAL:
        _tell_window("renewed", grant, after)
    elif before is None:
        _tell_window("opened", grant, after)
    else:
        _tell_longer("extended", grant, before.ends_at)


def tell_extended(grant: Grant, ended_at: datetime | None) -> None:
    if posting.is_community(grant.circle):
        _tell_longer("extended", grant, ended_at)


def tell_renewed(grant: Grant, ended_at: datetime | None) -> None:
    if posting.is_community(grant.circle):
        _tell_longer("renewed", grant, ended_at)


def tell_resumed(grant: Grant, days: int) -> None:
    if posting.is_community(grant.circle):
        window = window_of(grant.person, grant.circle)
        _tell_window("resumed", grant, window, days=days)


def tell_paused(grant: Grant, days: int) -> None:
    """`days` is how many are kept of the window, after the day of the pause."""
    if not posting.is_community(grant.circle):
        return
    window = window_of(grant.person, grant.circle)
    posting.send(
        "paused",
        grant.person,
        window,
        reason=grant.revoke_reason,
        days=days,
        **posting.stays(grant.person),
    )


def tell_revoked(
    person: User,
    circle: Circle,
    before: Window | None,
    reason: str,
    *,
    pause_ended: bool = False,
) -> None:
    """Told where the window closed or became shorter, and where nothing moved not.

    The end of a pause moves nothing now and takes the days that it had kept.
    """
    if not posting.is_community(circle):
        return
    window = window_of(person, circle)
    if pause_ended or posting.state_of(window) != posting.state_of(before):
        posting.send("revoked", person, window, reason=reason, **posting.stays(person))


def tell_ending(person: User, ending: Ending) -> bool:
    """A milestone has been reached. The caller holds the person's lock.

    Says whether this was the first time.
    """
    assert ending.milestone is not None
    if not posting.is_first(person, ending.ends_at, ending.milestone):
        return False
    posting.send(
        "ending",
        person,
        Window(ends_at=ending.ends_at, zone=ending.zone),
        due_at=posting.in_daytime(person, ending.zone),
        claims={"milestone": ending.milestone, "zone": ending.zone},
        **posting.stays(person),
    )
    return True


def tell_ended(person: User, ending: Ending) -> bool:
    """The last note, once the window is over. The caller holds the person's lock."""
    if not posting.is_first(person, ending.ends_at, ENDED):
        return False
    due_at = posting.in_daytime(person, ending.zone)
    reads_until = Access.of(person).grace_until
    posting.send(
        "ended",
        person,
        None,
        due_at=due_at,
        ending=ending,
        reads_through=reads_until
        and calendar.last_day_before(reads_until, ending.zone),
        **posting.stays(person),
    )
    return True


def tell_closing(person: User, closes_on: date, circles: Iterable[str]) -> None:
    """The site will close: what was given for life ends on a day."""
    context = {"closes_on": closes_on, "circles": list(circles)}
    posting.post("site_closing", person, context | posting.stays(person), claims={})


def _tell_longer(kind: str, grant: Grant, ended_at: datetime | None) -> None:
    """The end moved from `ended_at` to where it is now."""
    window = window_of(grant.person, grant.circle)
    if window is None or ended_at is None:
        return
    context: dict[str, Any] = {
        "was_last_day": calendar.last_day_before(ended_at, window.zone)
    }
    if window.ends_at:
        last_day = calendar.last_day_before(window.ends_at, window.zone)
        context["days"] = (last_day - context["was_last_day"]).days
    _tell_window(kind, grant, window, **context)


def _tell_window(
    kind: str, grant: Grant, window: Window | None, **context: Any
) -> None:
    posting.send(kind, grant.person, window, reason=grant.reason, **context)


def _tell_opens_later(grant: Grant) -> None:
    zone = ZoneInfo(grant.zone)
    context = {
        "opens_on": grant.starts_at.astimezone(zone).date(),
        "ending": posting.ending_for(grant.person, grant.ends_at, grant.zone),
        "reason": grant.reason,
    }
    posting.post("opened", grant.person, context, claims={"grant": grant.pk})


def _tell_place(grant: Grant) -> None:
    zone = ZoneInfo(grant.zone)
    is_ahead = grant.starts_at > clock.now()
    context = {
        "circle": grant.circle,
        "opens_on": grant.starts_at.astimezone(zone).date() if is_ahead else None,
        "ending": posting.ending_for(grant.person, grant.ends_at, grant.zone),
        "reason": grant.reason,
    }
    posting.post("place_opened", grant.person, context, claims={"grant": grant.pk})
