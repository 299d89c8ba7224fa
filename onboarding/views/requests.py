"""Asking the organisers about one's access; and the pages where they answer."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from access.decorators import organisers_only
from access.models import Grant
from accounts.decorators import signed_in, stashed_form, stashes_form
from core.limits import ASKING, ROWS_A_PAGE, WAITING_SHOWN
from core.refusals import Refusal, submit
from core.throttling import hit
from onboarding.forms.requests import AnswerForm, AskForm
from onboarding.models import AccessRequest, InvitationClaim
from onboarding.services import access_requests


@stashes_form
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """One at a time. Whatever is answered, what was written stands in the form."""
    person = request.access.person
    if request.method != "POST":
        stashed = stashed_form(request)
        return _ask(request, AskForm(initial=stashed), has_words=stashed is not None)
    form = AskForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, status=422)

    def action() -> None:
        _count(person.pk)
        access_requests.ask(person=person, **form.cleaned_data)

    def done(_: object) -> HttpResponse:
        messages.success(request, "Your question is with the organisers.")
        return redirect("access:access_detail")

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return _ask(request, form)

    return submit(action, done=done, again=again)


def _ask(
    request: HttpRequest, form: AskForm, *, status: int = 200, has_words: bool = True
) -> HttpResponse:
    mine = AccessRequest.objects.filter(person=request.access.person)
    waiting = mine.unanswered().first()
    context = {"form": form, "waiting": waiting, "has_words": has_words}
    return render(request, "onboarding/requests/create.html", context, status=status)


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
    if request.method != "POST":
        return _answer(request, asked, AnswerForm(initial=stashed_form(request)))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _answer(request, asked, form, status=422)

    def done(_: object) -> HttpResponse:
        messages.success(
            request, f"The answer to {asked.person.display_name} is on its way."
        )
        return redirect("onboarding:request_index")

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return _answer(request, asked, form)

    organiser, words = request.access.person, form.cleaned_data
    return submit(
        partial(access_requests.answer, organiser=organiser, request=asked, **words),
        done=done,
        again=again,
    )


def _answer(
    request: HttpRequest, asked: AccessRequest, form: AnswerForm, *, status: int = 200
) -> HttpResponse:
    grants = Grant.objects.filter(person=asked.person).by_start()
    context = {
        "asked": asked,
        "form": form,
        "grants": grants.select_related("circle", "granted_by", "resumed_by"),
    }
    return render(request, "onboarding/requests/answer.html", context, status=status)
