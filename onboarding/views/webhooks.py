"""Where a shop tells of places that were bought, ended or paid back."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from core import clock
from core.limits import WEBHOOK_BODY_MAX, WEBHOOK_CALLS
from core.refusals import submit
from core.throttling import hit
from onboarding.models import ShopEvent
from onboarding.services.webhook import signing
from onboarding.services.webhook.receiving import receive

HEADER = "X-Crossroads-Signature"


@csrf_exempt
@never_cache
def access(request: HttpRequest) -> HttpResponse:
    """There is no such address until keys are set. See docs/webhook.md."""
    keys = settings.ACCESS_WEBHOOK_KEYS
    if not keys:
        raise Http404("There is no hook here.")
    if request.method != "POST":
        return _error("Events come by POST.", 405, Allow="POST")
    refused = _refused(request, keys)

    def action() -> ShopEvent | HttpResponse:
        _count(request, is_signed=refused is None)
        return refused or receive(request.body)

    return submit(
        action,
        done=_done,
        again=lambda refusal: _error(refusal.sentence, refusal.status),
    )


def _done(made: ShopEvent | HttpResponse) -> HttpResponse:
    if isinstance(made, HttpResponse):
        return made
    return _answer(
        {
            "id": made.event_id,
            "outcome": made.outcome,
            "sentence": made.get_outcome_display(),
        }
    )


def _refused(request: HttpRequest, keys: list[str]) -> HttpResponse | None:
    """Why it is not taken for an event of the shop. Nothing of it was read as one."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > WEBHOOK_BODY_MAX:
        return _error(f"The body is larger than {WEBHOOK_BODY_MAX // 1000} kB.", 413)
    if request.content_type != "application/json":
        return _error("The body must be application/json.", 415)
    header, body = request.headers.get(HEADER, ""), request.body
    if why := signing.why_not(header, body, keys=keys, now=clock.now()):
        return _error(why, 401)
    return None


def _count(request: HttpRequest, *, is_signed: bool) -> None:
    """What is signed is counted by itself: strangers use up nothing of the shop's."""
    hit(
        "webhook" if is_signed else "webhook-unsigned",
        get_adapter().get_client_ip(request),
        rate=WEBHOOK_CALLS,
        sentence="That was too many events in a minute. Send them again later.",
    )


def _error(sentence: str, status: int, **headers: str) -> HttpResponse:
    return _answer({"error": sentence}, status=status, headers=headers)


def _answer(data: dict[str, Any], **options: Any) -> HttpResponse:
    return JsonResponse(data, **options)
