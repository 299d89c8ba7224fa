"""What an invitation opens, and taking it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from access.models import Grant
from accounts import cookies
from accounts.decorators import signed_in
from accounts.errors import AccountsError
from accounts.models import User
from core import clock
from onboarding.models import Invitation
from onboarding.services import invitations, joining


def _invitation(token: str) -> Invitation:
    invitation = invitations.invitation_for(token)
    if invitation is None:
        raise Http404("There is no such invitation.")
    return invitation


@never_cache
def detail(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it takes nothing: mail scanners open links too."""
    invitation = _invitation(token)
    is_open = invitation.is_open_at(clock.now())
    response = _show(request, invitation, token, status=200 if is_open else 410)
    if is_open and not request.access.is_signed_in:
        cookies.write(response, cookies.INVITATION, token)
    return response


@never_cache
@signed_in
@require_POST
def claim(request: HttpRequest, token: str) -> HttpResponse:
    invitation = _invitation(token)
    try:
        grants = invitations.claim_places(
            person=request.access.person, invitation=invitation
        )
    except AccountsError as error:
        messages.error(request, error.sentence)
        return _show(request, invitation, token, status=409)
    messages.success(request, f"{_yours(grants)} Welcome.")
    return redirect("access:access_detail")


@signed_in
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Everything that is offered to the addresses of whoever asks, without a link."""
    grants = invitations.claim_waiting(person=request.access.person)
    if grants:
        messages.success(request, _yours(grants))
    else:
        messages.info(request, "Nothing is offered to you any more.")
    return redirect("access:access_detail")


def _yours(grants: list[Grant]) -> str:
    names = list(dict.fromkeys(grant.circle.name for grant in grants))
    if len(names) == 1:
        return f"The place in {names[0]} is yours."
    return f"The places in {', '.join(names[:-1])} and {names[-1]} are yours."


def _show(
    request: HttpRequest, invitation: Invitation, token: str, *, status: int
) -> HttpResponse:
    person = request.access.person if request.access.is_signed_in else None
    matches = person is not None and invitations.has_proved(person, invitation.email)
    taker = person if person and invitation.claimed_by_id == person.pk else None
    context = {
        "invitation": invitation,
        "token": token,
        "is_open": invitation.is_open_at(clock.now()),
        "may_join": bool(joining.can_join(invitation)),
        "is_mine": taker is not None,
        "stands": bool(taker and invitations.what_stands(invitation, taker)),
        "matches": matches,
        "places": _places(invitation, person if matches else None),
    }
    response = render(
        request, "onboarding/invitations/detail.html", context, status=status
    )
    response["X-Robots-Tag"] = "noindex"
    return response


def _places(invitation: Invitation, person: User | None) -> list[Invitation]:
    """What taking it opens: all that is offered to whom it is for. Whoever else has
    the link sees what came with it.
    """
    if person:
        rows = invitations.waiting_for(person)
    else:
        rows = Invitation.objects.of_link(invitation).open_at(clock.now())
    return list(rows.select_related("circle").order_by("pk"))
