"""The organisers' desk: uploading a recording, mending it, publishing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.decorators import organisers_only
from cohorts import policies
from cohorts.forms.recordings import ChangeRecordingForm, RecordingForm
from cohorts.models import Cohort, Recording
from cohorts.services import recordings


@organisers_only
def create(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort, slug=slug)
    form = RecordingForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        recording = recordings.add_recording(
            organiser=request.access.person, cohort=cohort, **form.cleaned_data
        )
        messages.success(request, "The film is stored. Only organisers see it yet.")
        return redirect("cohorts:recording_edit", recording.pk)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "cohort": cohort}
    return render(request, "cohorts/organise/upload.html", context, status=status)


@organisers_only
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    recording = _recording(pk)
    form = ChangeRecordingForm(
        request.POST or None, request.FILES or None, instance=_recording(pk)
    )
    if request.method == "POST" and form.is_valid():
        recordings.change_recording(
            organiser=request.access.person, recording=recording, **form.cleaned_data
        )
        messages.success(request, "Saved.")
        return redirect("cohorts:recording_edit", recording.pk)
    context = {
        "form": form,
        "recording": recording,
        "may_publish": policies.can_publish_recording(request.access, recording),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "cohorts/organise/recording.html", context, status=status)


@organisers_only
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    recordings.publish_recording(
        organiser=request.access.person, recording=_recording(pk)
    )
    messages.success(request, "Published: everyone who was granted it can watch.")
    return redirect("cohorts:recording_edit", pk)


@organisers_only
@require_POST
def unpublish(request: HttpRequest, pk: int) -> HttpResponse:
    recordings.unpublish_recording(
        organiser=request.access.person, recording=_recording(pk)
    )
    messages.success(request, "Taken back: only organisers see it now.")
    return redirect("cohorts:recording_edit", pk)


def _recording(pk: int) -> Recording:
    return get_object_or_404(
        Recording.objects.select_related("cohort", "presenter"), pk=pk
    )
