from datetime import UTC, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core import clock

# What is read today holds for so long: nobody has to remember to renew it.
HOLDS = timedelta(days=180)


@require_safe
def detail(request: HttpRequest) -> HttpResponse:
    """Where to tell of a fault of security, as RFC 9116 has it."""
    contact = settings.SECURITY_CONTACT or settings.CONTACT_ADDRESS
    if not contact.startswith(("https://", "mailto:")):
        contact = f"mailto:{contact}"
    expires = clock.now().astimezone(UTC) + HOLDS
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%d}T00:00:00Z",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL.rstrip('/')}{request.path}",
    ]
    text = "\n".join([*lines, ""])
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
