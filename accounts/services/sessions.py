"""Where a person is signed in, and ending that."""

import re
import time
from collections.abc import Iterable

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from accounts.models import User
from core import clock

# How often, in seconds, a session's "last seen" is written again.
SEEN_EVERY = 600
SEEN = "seen_at"

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


def end_others(*, person: User, here: str | None) -> int:
    """Sign the person out everywhere but in the session `here`."""
    sessions = UserSession.objects.filter(user=person)
    return end_sessions(sessions.exclude(session_key=here or ""))


def _first(signs: Iterable[tuple[str, str]], user_agent: str) -> str:
    found = (name for name, sign in signs if re.search(sign, user_agent))
    return next(found, "")


def forget_ended_sessions() -> int:
    """Delete sessions that are over, and the words that visitors left in them."""
    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]
