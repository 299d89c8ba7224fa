"""Who may send what to the desk of the programme."""

from django.conf import settings
from django.http import HttpRequest

from core.limits import BODY_MAX


def body_limit(request: HttpRequest) -> int:
    """Films are an organiser's. Twice what is accepted: a form that is somewhat too
    large gets its answer.
    """
    limit: int = 2 * settings.RECORDING_MAX
    return limit if request.access.is_organiser else BODY_MAX
