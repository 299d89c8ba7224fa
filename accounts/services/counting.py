"""Where allauth counts tries and keeps used codes: one place for all processes."""

from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.utils.connection import ConnectionProxy

shared = ConnectionProxy(caches, "limits")


class UsedCodes:
    """Codes of apps that were used.

    With its tolerance a code counts for several periods; it stays used for as long,
    or it could be used again once the first has passed.
    """

    def add(self, key: str, value: Any, timeout: float) -> bool:
        periods = 2 * settings.MFA_TOTP_TOLERANCE + 1
        return caches["limits"].add(key, value, timeout=periods * timeout)


used_codes = UsedCodes()
