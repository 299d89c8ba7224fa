"""The organisers' pages: uploading a recording, mending it, publishing it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from access.decorators import organisers_only
from accounts.decorators import stashed_form
from cohorts.models import Cohort
from core.errors import Changed
from core.refusals import Refusal, submit
from core.revisions import Difference, differences, revision_of
from recordings import policies
from recordings.forms.recordings import ChangeRecordingForm, RecordingForm
from recordings.models import Recording
from recordings.services import recordings


@organisers_only
def create(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort, slug=slug)
    stashed = None if request.method == "POST" else stashed_form(request)
    form = RecordingForm(request.POST or None, request.FILES or None, initial=stashed)
    if request.method == "POST" and form.is_valid():
        recording = recordings.add_recording(
            organiser=request.access.person,
            collection=cohort.collection,
            **form.cleaned_data,
        )
        messages.success(
            request, f"{recording.title} is stored. Only organisers see it yet."
        )
        return redirect("cohorts:organise_recording_edit", recording.pk)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "cohort": cohort}
    return render(
        request, "cohorts/organise_recordings/upload.html", context, status=status
    )


@organisers_only
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    recording = _recording(pk)
    form = ChangeRecordingForm(
        request.POST or None,
        request.FILES or None,
        instance=_recording(pk),
        initial=None if request.method == "POST" else stashed_form(request),
    )
    page = partial(_page, request, form)
    if request.method != "POST":
        return page(recording)
    if not form.is_valid():
        return page(recording, status=422)

    def done(changed: object) -> HttpResponse:
        messages.success(request, f"{form.cleaned_data['title']} is saved.")
        return redirect("cohorts:organise_recording_edit", recording.pk)

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return page(recording)

    def both(change: Changed) -> HttpResponse:
        stored = _recording(pk)
        differing = _both(request, form, stored)
        return page(stored, change=change, differing=differing)

    return submit(
        partial(
            recordings.change_recording,
            organiser=request.access.person,
            recording=recording,
            **form.cleaned_data,
        ),
        done=done,
        again=again,
        both=both,
    )


def _page(
    request: HttpRequest,
    form: ChangeRecordingForm,
    recording: Recording,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    context |= {
        "form": form,
        "recording": recording,
        "may_publish": policies.can_publish_recording(request.access, recording),
    }
    return render(
        request, "cohorts/organise_recordings/recording.html", context, status=status
    )


def _both(
    request: HttpRequest, form: ChangeRecordingForm, stored: Recording
) -> list[Difference]:
    """What is stored now, where it differs from the form, which goes on from there."""
    edited = form.instance
    edited.presenter = form.cleaned_data["presenter"]
    names = [name for name in recordings.FIELDS if name != "captions"]
    differing = differences(stored, edited, names, form)
    form.data = request.POST.dict() | {
        "revision": revision_of(stored, recordings.FIELDS)
    }
    return differing


@organisers_only
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    recording = _recording(pk)
    recordings.publish_recording(organiser=request.access.person, recording=recording)
    messages.success(
        request, f"{recording.title} is published: who was granted it can watch."
    )
    return redirect("cohorts:organise_recording_edit", pk)


@organisers_only
@require_POST
def unpublish(request: HttpRequest, pk: int) -> HttpResponse:
    recording = _recording(pk)
    recordings.unpublish_recording(organiser=request.access.person, recording=recording)
    messages.success(
        request, f"{recording.title} is taken back: only organisers see it now."
    )
    return redirect("cohorts:organise_recording_edit", pk)


def _recording(pk: int) -> Recording:
    return get_object_or_404(
        Recording.objects.select_related("collection", "presenter"), pk=pk
    )
