"""The second factors of an account, and what a session has shown of them."""

from __future__ import annotations

from datetime import UTC, datetime

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from core import clock
from core.limits import FACTOR_LIFE

SECOND_FACTORS = {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}


def factors_shown(request: HttpRequest, *, since: datetime) -> set[int]:
    """Keys of the factors that this session has shown, some of them gone perhaps."""
    return {
        record["id"]
        for record in get_authentication_records(request, request.user)
        if record["method"] == "mfa"
        and datetime.fromtimestamp(record["at"], tz=UTC) >= since
    }


def has_shown_factor(request: HttpRequest) -> bool:
    """Whether this session has shown one of the factors that its person still has."""
    shown = factors_shown(request, since=clock.now() - FACTOR_LIFE)
    own = Authenticator.objects.filter(user_id=request.user.pk)
    return bool(shown) and own.filter(pk__in=shown).exists()
