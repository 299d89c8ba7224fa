"""The organisers' pages for letting people in: invitations, and who waits."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from access.decorators import organisers_only
from accounts.decorators import stashed_form
from core.limits import INVITING, ROWS_A_PAGE
from core.paging import key_before
from core.refusals import Refusal, submit
from core.throttling import hit
from onboarding.errors import InvitationClosed
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
    if request.method != "POST":
        return _open(request, InvitationForm(initial=stashed_form(request)))
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _open(request, form, status=422)
    organiser = request.access.person

    def action() -> Invitation:
        hit("invite", organiser.pk, rate=INVITING, sentence=TOO_MANY)
        return invite_by_mail(organiser=organiser, **form.cleaned_data)

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return _open(request, form)

    return submit(action, done=partial(_sent, request), again=again)


def _open(
    request: HttpRequest, form: InvitationForm, *, status: int = 200
) -> HttpResponse:
    before = key_before(request)
    taken = Invitation.objects.exclude(claimed_at=None).order_by("-claimed_at")
    context = {
        "form": form,
        "list": page_of_invitations(before=before),
        "before": before,
        "taken": taken.select_related("circle", "claimed_by")[:ROWS_A_PAGE],
    }
    page = "onboarding/organise_invitations/index.html"
    return render(request, page, context, status=status)


def _sent(request: HttpRequest, invitation: Invitation) -> HttpResponse:
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
    except InvitationClosed as error:
        messages.error(request, error.sentence)
    return redirect("onboarding:organise_invitation_index")
