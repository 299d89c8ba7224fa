"""Where a person is signed in, and ending that."""

import re
import time
from collections.abc import Iterable
from datetime import UTC, datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.services.people import lock_person
from core import clock
from core.errors import Changed
from core.limits import SESSION_LIFE

# How often, in seconds, a session's "last seen" is written again.
SEEN_EVERY = 600
SEEN = "seen_at"
# When the person signed in, in seconds since 1970.
SINCE = "signed_in_at"
ENDED_MEANWHILE = (
    "You were signed out here a moment ago, from somewhere else. Nothing was changed."
)

# The first that fits: Edge and Opera call themselves Chrome too, Chrome Safari.
BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("an iPhone", r"iPhone"),
    ("an iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("a Mac", r"Macintosh|Mac OS X"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux|X11"),
)


def device_of(user_agent: str) -> str:
    """A browser and a system in plain words: "Firefox on a Mac"."""
    browser = _first(BROWSERS, user_agent) or "A browser"
    system = _first(SYSTEMS, user_agent)
    return f"{browser} on {system}" if system else browser


def begin(request: HttpRequest) -> None:
    """Write a session that has just been signed in, together with its line in the list.

    At once, and not when the answer leaves: until then the store holds the session
    without its person, and whoever reads the list meanwhile would take its line for
    one that is over.
    """
    request.session[SEEN] = time.time()
    request.session[SINCE] = clock.now().timestamp()
    with transaction.atomic():
        request.session.save()
        if getattr(request, "user", None) is not None:
            UserSession.objects.create_from_request(request)


def moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)


def is_over(session: SessionBase) -> bool:
    """Whether it has lasted as long as any session may, however busy it is."""
    return moment(session.get(SINCE, 0)) + SESSION_LIFE <= clock.now()


def stands(session: SessionBase, person: User) -> bool:
    """Whether a session still opens the account of `person`, whose row is locked."""
    carried = session.get(HASH_SESSION_KEY, "")
    is_current = constant_time_compare(carried, person.get_session_auth_hash())
    key = session.session_key
    return is_current and key is not None and session.exists(key)


def hold(session: SessionBase, person: User) -> User:
    """Lock the person for a change of the ways into the account.

    Raises Changed where the session was ended since the request began: what an owner
    has shut, a request that was under way does not open again.
    """
    locked = lock_person(person)
    if not stands(session, locked):
        raise Changed(ENDED_MEANWHILE)
    return locked


def note_seen(request: HttpRequest) -> None:
    """Write down that this session is in use, every ten minutes at most."""
    now = time.time()
    if now - request.session.get(SEEN, 0) < SEEN_EVERY:
        return
    request.session[SEEN] = now
    here = UserSession.objects.filter(session_key=request.session.session_key)
    if not here.update(last_seen_at=clock.now()):
        UserSession.objects.create_from_request(request)


def open_sessions(person: User) -> list[UserSession]:
    """Where the person is signed in, the latest used first."""
    sessions = UserSession.objects.purge_and_list(person)
    return sorted(sessions, key=lambda session: session.last_seen_at, reverse=True)


def end_sessions(sessions: Iterable[UserSession]) -> int:
    ended = 0
    for session in sessions:
        session.end()
        ended += 1
    return ended


def end_others(*, person: User, here: SessionBase | None) -> None:
    """Sign the person out everywhere but in the session `here`.

    The list only shows where a person is signed in. What ends a session is the epoch
    that it carries, so one that is in no list ends as well, and so does a sign-in
    that is under way. Raises Changed where `here` was itself ended meanwhile.
    """
    with transaction.atomic():
        locked = hold(here, person) if here is not None else lock_person(person)
        locked.session_epoch += 1
        locked.save(update_fields=["session_epoch"])
        rows = UserSession.objects.filter(user=person)
        if here is not None:
            here[HASH_SESSION_KEY] = locked.get_session_auth_hash()
            here.save()
            rows = rows.exclude(session_key=here.session_key)
        keys = list(rows.values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        rows.delete()
    person.session_epoch = locked.session_epoch


def _first(signs: Iterable[tuple[str, str]], user_agent: str) -> str:
    found = (name for name, sign in signs if re.search(sign, user_agent))
    return next(found, "")


def forget_ended_sessions() -> int:
    """Delete sessions that are over, and the words that visitors left in them."""
    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]
