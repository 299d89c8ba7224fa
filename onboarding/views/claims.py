"""An invitation under another address: saying so, and deciding."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from access.decorators import organisers_only
from accounts.decorators import signed_in, stashed_form, stashes_form
from accounts.errors import AccountsError
from core import clock
from core.errors import TooFast
from core.limits import ASKING
from core.throttling import hit
from onboarding.forms.requests import ACCEPT, ClaimForm, DecisionForm
from onboarding.models import InvitationClaim
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
    stashed = None if request.method == "POST" else stashed_form(request)
    form = ClaimForm(request.POST or None, initial=stashed)
    status = 422 if request.method == "POST" else 200
    wait = ""
    if request.method == "POST" and form.is_valid():
        try:
            hit("claim", person.pk, rate=ASKING, sentence=TOO_MANY)
            claims.claim_as_mine(
                person=person, invitation=invitation, **form.cleaned_data
            )
        except TooFast as error:
            form.add_error(None, error.sentence)
            status, wait = 429, error.wait
        except AccountsError as error:
            form.add_error(None, error.sentence)
            status = 409
        else:
            messages.success(
                request, "The organisers will look at it, and answer you by mail."
            )
            return redirect("onboarding:invitation_detail", token)
    waiting = invitation.claims.undecided().filter(person=person).first()
    context = {
        "form": form,
        "token": token,
        "invitation": invitation,
        "waiting": waiting,
        "has_words": request.method == "POST" or stashed is not None,
    }
    response = render(request, "onboarding/claims/create.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    if wait:
        response["Retry-After"] = wait
    return response


@organisers_only
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    rows = InvitationClaim.objects.select_related(
        "person", "decided_by", "invitation__circle", "invitation__invited_by"
    )
    claim = get_object_or_404(rows, pk=pk)
    stashed = None if request.method == "POST" else stashed_form(request)
    form = DecisionForm(request.POST or None, initial=stashed)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            _carry_out(request, claim, **form.cleaned_data)
        except AccountsError as error:
            form.add_error(None, error.sentence)
            status = 409
        else:
            messages.success(request, _decided(claim, form.cleaned_data["decision"]))
            return redirect("onboarding:request_index")
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
