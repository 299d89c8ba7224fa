"""Where a request comes from, as far as it can be trusted."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest

# What one subscriber of IPv6 is given: to change within it costs nothing.
IPV6_PREFIX = 64


def client_address(request: HttpRequest) -> str:
    """The address of the client; headers count only behind known proxies."""
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return str(get_adapter().get_client_ip(request))
    return str(request.META.get("REMOTE_ADDR", ""))


def plain_address(address: str) -> str:
    """An IPv4 address that is written as one of IPv6 (::ffff:192.0.2.1) as itself."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)


def network_of(key: object) -> str:
    """What counts as one client: an address of IPv4, a network of IPv6.

    Whatever else it is asked of is given back as it is written.
    """
    plain = plain_address(str(key))
    try:
        address = ip_address(plain)
    except ValueError:
        return plain
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), IPV6_PREFIX), strict=False))
    return plain
