"""Your data: asking for a copy, and fetching it. Open whatever else is closed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.decorators import proved_lately, signed_in
from core.errors import Gone
from core.file_responses import send_private
from core.limits import EXPORT_LIFE
from privacy.models import Export
from privacy.services.export import ask_for_export

SHOWN = 5


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    exports = list(Export.objects.own(request.access.person).by_newest()[:SHOWN])
    context = {
        "exports": exports,
        "under_way": next(
            (one for one in exports if one.is_under_way and not one.is_stuck), None
        ),
        "hours": int(EXPORT_LIFE.total_seconds() // 3600),
    }
    return render(request, "privacy/exports/index.html", context)


@signed_in
@proved_lately
def create(request: HttpRequest) -> HttpResponse:
    """Ask. A GET comes from the step-up, which leads back to where one can ask."""
    if request.method == "POST":
        ask_for_export(person=request.access.person)
        messages.success(request, "Your copy is being put together. We mail you.")
    return redirect("privacy:export_index")


@require_safe
@signed_in
@proved_lately
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    own = Export.objects.own(request.access.person).filter(ready_at__isnull=False)
    export = get_object_or_404(own, pk=pk)
    if not export.is_open:
        raise Gone("This copy is no longer here. You can ask for a new one.")
    return send_private(
        request,
        export.file.name,
        content_type="application/zip",
        filename=f"crossroads-{export.person.handle}-{export.ready_at:%Y-%m-%d}.zip",
        as_download=True,
    )
