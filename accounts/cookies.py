"""Small cookies of ours, so that a page that is only looked at starts no session.

Each is signed, read by no script, and goes to this host alone.
"""

from typing import Any

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponseBase

from core.limits import CODE_LIFE, INVITATION_LIFE, SESSION_LIFE

# Who was signed in last in this browser and did not sign out.
LAST_PERSON = "person"
INVITATION = "invitation"
PASSKEY = "passkey"
LASTS = {
    LAST_PERSON: SESSION_LIFE,
    INVITATION: INVITATION_LIFE,
    PASSKEY: CODE_LIFE,
}


def read(request: HttpRequest, name: str) -> str:
    """What the cookie says; empty where there is none, or none of ours."""
    try:
        value = request.get_signed_cookie(_full(name), salt=name, max_age=LASTS[name])
    except (KeyError, BadSignature):
        return ""
    return value or ""


def write(response: HttpResponseBase, name: str, value: Any) -> None:
    response.set_signed_cookie(
        _full(name),
        str(value),
        salt=name,
        max_age=int(LASTS[name].total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def drop(request: HttpRequest, response: HttpResponseBase, name: str) -> None:
    if _full(name) in request.COOKIES:
        response.delete_cookie(_full(name), samesite="Lax")


def last_person(request: HttpRequest) -> int | None:
    value = read(request, LAST_PERSON)
    return int(value) if value.isdigit() else None


def _full(name: str) -> str:
    """Under HTTPS a name that no other host of the domain can set."""
    return f"__Host-{name}" if settings.SESSION_COOKIE_SECURE else name
