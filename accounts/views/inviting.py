"""The organisers' desk for letting people in: invitations, and who waits."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.decorators import kept_text, organisers_only
from accounts.errors import InvitationClosed
from accounts.forms.access import ReasonForm
from accounts.forms.invitations import InvitationForm
from accounts.models import Invitation, User
from accounts.reading import page_of_invitations
from accounts.services import approvals, invitations, joining
from accounts.services.inviting import invite_by_mail
from core.limits import INVITING, ROWS_A_PAGE
from core.paging import key_before
from core.refusals import Refusal, submit
from core.throttling import hit

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
        return _open(request, InvitationForm(initial=kept_text(request)))
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _open(request, form, status=422)
    organiser = request.access.person

    def act() -> Invitation:
        hit("invite", organiser.pk, rate=INVITING, sentence=TOO_MANY)
        return invite_by_mail(organiser=organiser, **form.cleaned_data)

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return _open(request, form)

    return submit(act, done=partial(_sent, request), again=again)


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
    page = "accounts/organise/invitations.html"
    return render(request, page, context, status=status)


def _sent(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    messages.success(request, f"The letter to {invitation.email} is on its way.")
    if not joining.lets_join(invitation):
        messages.warning(request, ONLY_WITH_ACCOUNT)
    return redirect("accounts:organise_invitations")


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
    return redirect("accounts:organise_invitations")


@organisers_only
def waiting(request: HttpRequest) -> HttpResponse:
    people = approvals.waiting()
    context = {"people": people[:ROWS_A_PAGE], "count": people.count()}
    return render(request, "accounts/organise/waiting.html", context)


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
    return redirect("accounts:organise_waiting")


@organisers_only
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for the reason first: the person reads it."""
    person = get_object_or_404(approvals.waiting(), pk=pk)
    page = partial(_refuse, request, person)
    if request.method != "POST":
        return page(ReasonForm(initial=kept_text(request)))
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return page(form, status=422)

    def done(_: object) -> HttpResponse:
        messages.success(
            request,
            f"{person.display_name} has been told. Nothing of theirs is kept.",
        )
        return redirect("accounts:organise_waiting")

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
    return render(request, "accounts/organise/refuse.html", context, status=status)
