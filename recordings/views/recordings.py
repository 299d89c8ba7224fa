"""Watching: the list of what one keeps, the player, the film, its captions.

Every address asks for the grant at every request, and is 404 to everyone else.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.bylines import byline_of
from accounts.decorators import signed_in
from core.file_responses import send_private
from recordings.models import Recording


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Open to everyone who is signed in, also when the window is closed."""
    recordings = Recording.objects.granted_to(request.access.person)
    context = {"recordings": recordings.for_lists().by_day()}
    return render(request, "recordings/recordings/index.html", context)


@require_safe
@signed_in
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    recording = _visible(request, pk)
    context = {
        "recording": recording,
        "presenter": byline_of(recording.presenter) if recording.presenter else None,
    }
    response = render(request, "recordings/recordings/detail.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@signed_in
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    recording = _visible(request, pk)
    return send_private(
        request,
        recording.file.name,
        content_type=recording.content_type,
        filename=recording.download_name,
        as_download="download" in request.GET,
    )


@require_safe
@signed_in
def captions(request: HttpRequest, pk: int) -> HttpResponseBase:
    visible = Recording.objects.visible_to(request.access).exclude(captions="")
    recording = get_object_or_404(visible.for_lists(), pk=pk)
    return send_private(
        request,
        recording.captions.name,
        content_type="text/vtt; charset=utf-8",
        filename=f"{recording.download_name}.vtt",
    )


def _visible(request: HttpRequest, pk: int) -> Recording:
    visible = Recording.objects.visible_to(request.access)
    return get_object_or_404(visible.select_related("collection", "presenter"), pk=pk)
