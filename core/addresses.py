"""Where a request comes from, as far as it can be trusted."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the client; headers count only behind known proxies."""
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return str(get_adapter().get_client_ip(request))
    return str(request.META.get("REMOTE_ADDR", ""))
