from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pages.health import examine


@require_safe
@never_cache
def detail(request: HttpRequest) -> JsonResponse:
    """503 when a part is bad, so that whoever watches need not read."""
    parts = examine()
    is_well = all(part.is_well for part in parts.values())
    report: dict[str, object] = {"state": "ok" if is_well else "bad"}
    report |= {name: part.report for name, part in parts.items()}
    return JsonResponse(report, status=200 if is_well else 503)
