"""Asking the organisers about one's access; and the pages where they answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from access.decorators import organisers_only
from access.models import Grant
from accounts.decorators import signed_in, stashed_form, stashes_form
from core.errors import TooFast
from core.limits import ASKING, ROWS_A_PAGE, WAITING_SHOWN
from core.throttling import hit
from onboarding.errors import AskedAlready
from onboarding.forms.requests import AnswerForm, AskForm
from onboarding.models import AccessRequest, InvitationClaim
from onboarding.services import access_requests


@stashes_form
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """One at a time. Whatever is answered, what was written stands in the form."""
    person = request.access.person
    stashed = None if request.method == "POST" else stashed_form(request)
    form = AskForm(request.POST or None, initial=stashed)
    status = 422 if request.method == "POST" else 200
    wait = ""
    if request.method == "POST" and form.is_valid():
        try:
            _count(person.pk)
            access_requests.ask(person=person, **form.cleaned_data)
        except AskedAlready as error:
            form.add_error(None, error.sentence)
            status = 409
        except TooFast as error:
            form.add_error(None, error.sentence)
            status = 429
            wait = error.wait
        else:
            messages.success(request, "Your question is with the organisers.")
            return redirect("access:access_detail")
    waiting = AccessRequest.objects.unanswered().filter(person=person).first()
    has_words = request.method == "POST" or stashed is not None
    context = {"form": form, "waiting": waiting, "has_words": has_words}
    response = render(
        request, "onboarding/requests/create.html", context, status=status
    )
    if wait:
        response["Retry-After"] = wait
    return response


def _count(person_id: int) -> None:
    hit(
        "ask",
        person_id,
        rate=ASKING,
        sentence="That was the tenth question in a day. Your words are still here; "
        "send them tomorrow.",
    )


@organisers_only
def index(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the longest first; and what was answered lately."""
    asked = AccessRequest.objects.select_related("person", "answered_by")
    claims = InvitationClaim.objects.select_related(
        "person", "invitation__circle", "decided_by"
    )
    decided = claims.exclude(decided_at=None).order_by("-decided_at")
    answered = asked.exclude(answered_at=None).order_by("-answered_at")
    waiting, undecided = asked.unanswered(), claims.undecided()
    context = {
        "requests": waiting.order_by("created_at", "pk")[:WAITING_SHOWN],
        "request_count": waiting.count(),
        "claims": undecided.order_by("created_at", "pk")[:WAITING_SHOWN],
        "claim_count": undecided.count(),
        "answered": answered[:ROWS_A_PAGE],
        "decided": decided[:ROWS_A_PAGE],
    }
    return render(request, "onboarding/requests/index.html", context)


@organisers_only
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One request with what the person has; once answered it is read only."""
    rows = AccessRequest.objects.select_related("person", "answered_by")
    asked = get_object_or_404(rows, pk=pk)
    stashed = None if request.method == "POST" else stashed_form(request)
    form = AnswerForm(request.POST or None, initial=stashed)
    if request.method == "POST" and form.is_valid():
        access_requests.answer(
            organiser=request.access.person, request=asked, **form.cleaned_data
        )
        messages.success(
            request, f"The answer to {asked.person.display_name} is on its way."
        )
        return redirect("onboarding:request_index")
    grants = Grant.objects.filter(person=asked.person).by_start()
    context = {
        "asked": asked,
        "form": form,
        "grants": grants.select_related("circle", "granted_by", "resumed_by"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "onboarding/requests/answer.html", context, status=status)
