"""How a message about access is written, and when it may still leave."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from access import access_rows, calendar, windows
from access.access import Access, Window
from access.access_rows import Coming
from access.enums import CircleKind
from access.models import Circle, Grant, WindowNotice
from access.windows import Ending
from accounts import registry
from accounts.models import User
from core import clock
from core.verdicts import ALLOWED, Verdict
from outbox.models import Mail
from outbox.registry import register_guard
from outbox.services.mail import send_template

GUARD = "access.access_letter"
REMINDER = "access/ending"
# The hours of the reader's own day between which a reminder goes out.
MORNING, EVENING = 8, 21


def register() -> None:
    register_guard(GUARD, may_still_send, address_of)


def window_of(person: User, circle: Circle) -> Window | None:
    """What is open to a person in a circle as it stands; None where it is closed."""
    return access_rows.places_in(circle.pk, person, clock.now()).window


def coming_in(circle: Circle, person: User) -> Coming | None:
    """What opens next to a person in a circle, after a gap or for the first time."""
    return access_rows.places_in(circle.pk, person, clock.now()).coming


def may_still_send(mail: Mail) -> Verdict:
    """What the message says must be so when it leaves, and not only when it began."""
    claims = mail.guard_args
    person = User.objects.filter(pk=claims["person"]).first()
    if person is None or not person.is_active:
        return Verdict("The account is closed.")
    if "grant" in claims:
        standing = Grant.objects.standing().filter(pk=claims["grant"])
        return ALLOWED if standing.exists() else Verdict("The place was taken back.")
    if "window" not in claims:
        return ALLOWED
    window, coming = _what_is_so(person, claims)
    if state_of(window) != claims["window"]:
        return Verdict("The window has changed since.")
    if claims.get("coming", day_of(coming)) != day_of(coming):
        return Verdict("Another window is to open since.")
    if "milestone" in claims:
        ending = ending_for(person, window.ends_at if window else None, claims["zone"])
        if ending is None or ending.milestone != claims["milestone"]:
            return Verdict("A later notice has taken its place.")
    return ALLOWED


def address_of(mail: Mail) -> str:
    """A reminder may have waited for the morning, and its reader moved meanwhile."""
    return User.objects.get(pk=mail.guard_args["person"]).email


def _what_is_so(
    person: User, claims: dict[str, Any]
) -> tuple[Window | None, Coming | None]:
    if "circle" in claims:
        places = access_rows.places_in(claims["circle"], person, clock.now())
        return places.window, places.coming
    access = Access.of(person)
    return access.window, access.coming


def send(
    kind: str,
    person: User,
    window: Window | None,
    *,
    circle: Circle | None = None,
    claims: dict[str, Any] | None = None,
    due_at: datetime | None = None,
    **context: Any,
) -> None:
    """A message that is true while the window is `window`.

    With `circle` it is about the place in that circle, and not about the community.
    """
    if window is not None:
        ending = ending_for(person, window.ends_at, window.zone)
        context |= {"is_open": True, "ending": ending}
        if circle is None and ending and ending.milestone is not None:
            # Who reads the end here is not reminded of it an hour later.
            is_first(person, ending.ends_at, ending.milestone)
    claims = {"window": state_of(window)} | (claims or {})
    if circle is not None:
        claims["circle"] = circle.pk
        context["circle"] = circle
    post(kind, person, context, claims=claims, due_at=due_at)


def post(
    kind: str,
    person: User,
    context: dict[str, Any],
    *,
    claims: dict[str, Any],
    due_at: datetime | None = None,
) -> None:
    if not person.is_active:
        return
    send_template(
        kind=f"access/{kind}",
        to=person.email,
        context=context | frame(),
        due_at=due_at,
        guard=GUARD,
        guard_args={"person": person.pk} | claims,
    )


def frame() -> dict[str, str]:
    """What each of these messages ends with."""
    url = settings.SITE_URL.rstrip("/") + reverse("access:access_detail")
    return {
        "button_label": "See your access",
        "button_url": url,
        "contact_address": settings.CONTACT_ADDRESS,
    }


def is_first(person: User, ends_at: datetime, milestone: int) -> bool:
    """Whether nobody told it before. The caller holds the person's lock."""
    notice, _ = WindowNotice.objects.get_or_create(
        person=person, ends_at=ends_at, milestone=milestone
    )
    if notice.notified_at:
        return False
    notice.notified_at = clock.now()
    notice.save(update_fields=["notified_at"])
    return True


def states_of_reminders(access: Access, ends_at: datetime) -> dict[int, str]:
    """What became of the reminders of one end, by their milestone: one query.

    Where another message told of the end, there is none; old mail is forgotten.
    """
    assert isinstance(access.person, User)
    claimed = state_of(Window(ends_at=ends_at, zone=""))
    mails = Mail.objects.filter(
        to=access.person.email, kind=REMINDER, guard_args__window=claimed
    ).order_by("pk")
    fields = ("guard_args", "sent_at", "failed_at", "dropped_at")
    return {mail.guard_args["milestone"]: mail.state for mail in mails.only(*fields)}


def ending_for(person: User, ends_at: datetime | None, zone: str) -> Ending | None:
    if ends_at is None:
        return None
    return windows.ending_of(ends_at, zone, now=clock.now(), reader_zone=person.zone)


def owned_items_context(person: User) -> dict[str, Any]:
    """What stays a person's own, counted."""
    owned_items = registry.owned_items_of(person)
    return {"owned_items": [item for item in owned_items if item.count]}


def in_daytime(person: User, zone: str) -> datetime:
    """Now; at night the reader's next morning, while it is the same day in `zone`."""
    now = clock.now()
    own = now.astimezone(ZoneInfo(person.zone))
    if MORNING <= own.hour < EVENING:
        return now
    day = own.date() if own.hour < MORNING else own.date() + timedelta(days=1)
    morning = datetime.combine(day, time(MORNING), tzinfo=own.tzinfo).astimezone(UTC)
    today = now.astimezone(ZoneInfo(zone)).date()
    return morning if morning < calendar.end_of_day(today, zone) else now


def state_of(window: Window | None) -> str:
    if window is None:
        return "closed"
    if window.ends_at is None:
        return "no end"
    return window.ends_at.astimezone(UTC).isoformat()


def day_of(coming: Coming | None) -> str:
    return coming.opens_on.isoformat() if coming else ""


def is_community(circle: Circle) -> bool:
    return circle.kind == CircleKind.COMMUNITY
