"""The organisers' pages for letting people in: invitations, and who waits."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from access.decorators import organisers_only
from accounts.decorators import stashed_form
from accounts.errors import AccountsError
from core.errors import TooFast
from core.limits import INVITING, ROWS_A_PAGE
from core.paging import key_before
from core.throttling import hit
from onboarding.forms.invitations import InvitationForm
from onboarding.models import Invitation
from onboarding.pages import page_of_invitations
from onboarding.services import invitations, joining
from onboarding.services.inviting import invite_by_mail

TOO_MANY = (
    "That was a hundred invitations in an hour. What you wrote is here; send it a "
    "little later."
)
ONLY_WITH_ACCOUNT = (
    "Only cohorts join here: who has no account cannot join with this letter. If they "
    "are to, withdraw it and invite them as someone who finished a cohort."
)


@organisers_only
def index(request: HttpRequest) -> HttpResponse:
    """The invitations that stand open, and the form for one more."""
    organiser = request.access.person
    stashed = None if request.method == "POST" else stashed_form(request)
    form = InvitationForm(request.POST or None, initial=stashed)
    status = 422 if request.method == "POST" else 200
    wait = ""
    if request.method == "POST" and form.is_valid():
        try:
            hit("invite", organiser.pk, rate=INVITING, sentence=TOO_MANY)
        except TooFast as error:
            form.add_error(None, error.sentence)
            status = 429
            wait = error.wait
        else:
            return _sent(request, form.cleaned_data)
    before = key_before(request)
    taken = Invitation.objects.exclude(claimed_at=None).order_by("-claimed_at")
    context = {
        "form": form,
        "list": page_of_invitations(before=before),
        "before": before,
        "taken": taken.select_related("circle", "claimed_by")[:ROWS_A_PAGE],
    }
    page = "onboarding/organise_invitations/index.html"
    response = render(request, page, context, status=status)
    if wait:
        response["Retry-After"] = wait
    return response


def _sent(request: HttpRequest, fields: dict[str, Any]) -> HttpResponse:
    invitation = invite_by_mail(organiser=request.access.person, **fields)
    messages.success(request, f"The letter to {invitation.email} is on its way.")
    if not joining.lets_join(invitation):
        messages.warning(request, ONLY_WITH_ACCOUNT)
    return redirect("onboarding:organise_invitation_index")


@organisers_only
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.select_related("circle"), pk=pk)
    try:
        invitations.withdraw_invitation(
            organiser=request.access.person, invitation=invitation
        )
        messages.success(
            request,
            f"The invitation of {invitation.email} to {invitation.circle.name} is "
            "withdrawn. Its link says so.",
        )
    except AccountsError as error:
        messages.error(request, error.sentence)
    return redirect("onboarding:organise_invitation_index")
