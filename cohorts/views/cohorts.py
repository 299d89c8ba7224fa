"""The organisers' pages: cohorts, their recordings, and who keeps them."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from access.decorators import organisers_only
from access.services.plans import Plan
from accounts.decorators import stashed_form
from cohorts.forms.cohorts import CohortForm, KeepersForm
from cohorts.models import Cohort
from cohorts.services.cohorts import create_cohort
from core.errors import Changed
from core.refusals import Refusal, submit
from recordings.services.granting import (
    grant_recordings,
    keepers_in,
    preview_recordings,
)


@organisers_only
def index(request: HttpRequest) -> HttpResponse:
    context = {"cohorts": Cohort.objects.by_start()}
    return render(request, "cohorts/cohorts/index.html", context)


@organisers_only
def create(request: HttpRequest) -> HttpResponse:
    stashed = None if request.method == "POST" else stashed_form(request)
    form = CohortForm(request.POST or None, initial=stashed)
    if request.method == "POST" and form.is_valid():
        cohort = create_cohort(organiser=request.access.person, **form.cleaned_data)
        messages.success(request, f"{cohort.name} is there, with its two circles.")
        return redirect(cohort)
    status = 422 if request.method == "POST" else 200
    return render(request, "cohorts/cohorts/create.html", {"form": form}, status=status)


@organisers_only
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = get_object_or_404(
        Cohort.objects.select_related("recordings_circle__collection"), slug=slug
    )
    context = {
        "cohort": cohort,
        "recordings": cohort.collection.recordings.defer("transcript").by_day(),
        "keepers": len(keepers_in(cohort.recordings_circle)),
    }
    return render(request, "cohorts/cohorts/detail.html", context)


@organisers_only
def grant(request: HttpRequest, slug: str) -> HttpResponse:
    """First what would happen, person by person; then the same, done."""
    cohort = get_object_or_404(
        Cohort.objects.select_related("circle", "recordings_circle__collection"),
        slug=slug,
    )
    form = KeepersForm(request.POST or None, initial={"people_of": cohort.circle})
    page = partial(_plan, request, cohort, form)
    if request.method != "POST":
        return page()
    if not form.is_valid():
        return page(status=422)
    terms = {
        "organiser": request.access.person,
        "collection": cohort.collection,
        **form.terms,
    }
    expected = form.cleaned_data["expected"]
    if not expected:
        return page(plan=preview_recordings(**terms))

    def done(plan: Plan) -> HttpResponse:
        messages.success(
            request,
            f"Done: {plan.sentence}. It is the place in "
            f"{cohort.recordings_circle.name}.",
        )
        return redirect(cohort)

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return page()

    def both(change: Changed) -> HttpResponse:
        plan = preview_recordings(**terms)
        return page(plan=plan, changed=change.sentence)

    return submit(
        partial(grant_recordings, expected=expected, **terms),
        done=done,
        again=again,
        both=both,
    )


def _plan(
    request: HttpRequest,
    cohort: Cohort,
    form: KeepersForm,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    context |= {"cohort": cohort, "form": form}
    return render(request, "cohorts/cohorts/grant.html", context, status=status)
