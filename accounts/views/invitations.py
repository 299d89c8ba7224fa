"""What an invitation opens, and taking it."""

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import calendar, cookies
from accounts.decorators import signed_in
from accounts.errors import AccountsError
from accounts.models import Invitation
from accounts.services import invitations, joining
from core import clock


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
        invitations.claim_invitation(
            person=request.access.person, invitation=invitation
        )
    except AccountsError as error:
        messages.error(request, error.sentence)
        return _show(request, invitation, token, status=409)
    messages.success(request, "The place is yours. Welcome.")
    return redirect("accounts:access_detail")


def _show(
    request: HttpRequest, invitation: Invitation, token: str, *, status: int
) -> HttpResponse:
    person = request.access.person if request.access.is_signed_in else None
    proved = EmailAddress.objects.filter(
        user=person, email__iexact=invitation.email, verified=True
    )
    taker = person if person and invitation.claimed_by_id == person.pk else None
    context = {
        "invitation": invitation,
        "token": token,
        "is_open": invitation.is_open_at(clock.now()),
        "may_join": bool(joining.can_join(invitation)),
        "is_mine": taker is not None,
        "stands": bool(taker and invitations.what_stands(invitation, taker)),
        "matches": person is not None and proved.exists(),
        "last_day": _last_day(invitation),
    }
    response = render(
        request, "accounts/invitations/detail.html", context, status=status
    )
    response["X-Robots-Tag"] = "noindex"
    return response


def _last_day(invitation: Invitation) -> object:
    if not invitation.months:
        return None
    return calendar.last_usable_day(invitation.anchor_on, months=invitation.months)
