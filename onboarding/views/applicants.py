"""Who waits to be let in, for organisers."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from access.decorators import organisers_only
from access.forms.access import ReasonForm
from accounts.decorators import stashed_form
from accounts.models import User
from core.limits import ROWS_A_PAGE
from core.refusals import Refusal, submit
from onboarding.services import approvals


@organisers_only
def index(request: HttpRequest) -> HttpResponse:
    people = approvals.waiting()
    context = {"people": people[:ROWS_A_PAGE], "count": people.count()}
    return render(request, "onboarding/applicants/index.html", context)


@organisers_only
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    person = approvals.waiting().filter(pk=pk).first()
    if person is None:
        # A colleague, or the same button pressed twice, was quicker.
        person = get_object_or_404(User.objects.exclude(approved_at=None), pk=pk)
        messages.info(request, f"{person.display_name} is in already.")
    else:
        approvals.approve(organiser=request.access.person, person=person)
        messages.success(request, f"{person.display_name} is in, and has been told.")
    return redirect("onboarding:applicant_index")


@organisers_only
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for the reason first: the person reads it."""
    person = get_object_or_404(approvals.waiting(), pk=pk)
    page = partial(_refuse, request, person)
    if request.method != "POST":
        return page(ReasonForm(initial=stashed_form(request)))
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return page(form, status=422)

    def done(_: object) -> HttpResponse:
        messages.success(
            request,
            f"{person.display_name} has been told. Nothing of theirs is kept.",
        )
        return redirect("onboarding:applicant_index")

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return page(form)

    organiser, words = request.access.person, form.cleaned_data
    return submit(
        partial(approvals.refuse, organiser=organiser, person=person, **words),
        done=done,
        again=again,
    )


def _refuse(
    request: HttpRequest, person: User, form: ReasonForm, *, status: int = 200
) -> HttpResponse:
    context = {"person": person, "form": form}
    return render(request, "onboarding/applicants/refuse.html", context, status=status)
