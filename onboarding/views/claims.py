"""An invitation under another address: saying so, and deciding."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from access.decorators import organisers_only
from accounts.decorators import signed_in, stashed_form, stashes_form
from core import clock
from core.limits import ASKING
from core.refusals import Refusal, submit
from core.throttling import hit
from onboarding.forms.requests import ACCEPT, ClaimForm, DecisionForm
from onboarding.models import Invitation, InvitationClaim
from onboarding.services import claims
from onboarding.services.invitations import invitation_for

TOO_MANY = "That was the tenth in a day. Your words are here; send them tomorrow."


@never_cache
@stashes_form
@signed_in
def create(request: HttpRequest, token: str) -> HttpResponse:
    """Only who holds the link can say that the invitation is theirs.

    Whatever is answered, what was written stands in the form.
    """
    invitation = invitation_for(token)
    if invitation is None:
        raise Http404("There is no such invitation.")
    if request.method != "POST" and not invitation.is_open_at(clock.now()):
        return redirect("onboarding:invitation_detail", token)
    person = request.access.person
    page = partial(_claim, request, token, invitation)
    if request.method != "POST":
        stashed = stashed_form(request)
        return page(ClaimForm(initial=stashed), has_words=stashed is not None)
    form = ClaimForm(request.POST)
    if not form.is_valid():
        return page(form, status=422)

    def action() -> InvitationClaim:
        hit("claim", person.pk, rate=ASKING, sentence=TOO_MANY)
        words = form.cleaned_data
        return claims.claim_as_mine(person=person, invitation=invitation, **words)

    def done(_: object) -> HttpResponse:
        messages.success(
            request, "The organisers will look at it, and answer you by mail."
        )
        return redirect("onboarding:invitation_detail", token)

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return page(form)

    return submit(action, done=done, again=again)


def _claim(
    request: HttpRequest,
    token: str,
    invitation: Invitation,
    form: ClaimForm,
    *,
    status: int = 200,
    has_words: bool = True,
) -> HttpResponse:
    mine = invitation.claims.filter(person=request.access.person)
    context = {
        "form": form,
        "token": token,
        "invitation": invitation,
        "waiting": mine.undecided().first(),
        "has_words": has_words,
    }
    response = render(request, "onboarding/claims/create.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


@organisers_only
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    rows = InvitationClaim.objects.select_related(
        "person", "decided_by", "invitation__circle", "invitation__invited_by"
    )
    claim = get_object_or_404(rows, pk=pk)
    page = partial(_decide, request, claim)
    if request.method != "POST":
        return page(DecisionForm(initial=stashed_form(request)))
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return page(form, status=422)

    def done(_: object) -> HttpResponse:
        messages.success(request, _decided(claim, form.cleaned_data["decision"]))
        return redirect("onboarding:request_index")

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return page(form)

    return submit(
        partial(_carry_out, request, claim, **form.cleaned_data),
        done=done,
        again=again,
    )


def _decide(
    request: HttpRequest,
    claim: InvitationClaim,
    form: DecisionForm,
    *,
    status: int = 200,
) -> HttpResponse:
    beside = [] if claim.decided_at else claims.offered_beside(claim)
    context = {"claim": claim, "form": form, "beside": beside}
    return render(request, "onboarding/claims/decide.html", context, status=status)


def _decided(claim: InvitationClaim, decision: str) -> str:
    name, circle = claim.person.display_name, claim.invitation.circle.name
    if decision == ACCEPT:
        return f"The place in {circle} is {name}’s. The letter is on its way."
    return f"The claim of {name} to {circle} is refused. The letter is on its way."


def _carry_out(
    request: HttpRequest, claim: InvitationClaim, *, decision: str, answer: str
) -> None:
    action = claims.accept_claim if decision == ACCEPT else claims.refuse_claim
    action(organiser=request.access.person, claim=claim, answer=answer)
