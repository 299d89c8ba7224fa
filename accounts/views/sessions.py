"""Where a person is signed in, and signing out from afar."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.decorators import signed_in
from accounts.services import sessions


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    here = request.session.session_key
    rows = [
        {
            "session": session,
            "device": sessions.device_of(session.user_agent),
            "is_here": session.session_key == here,
        }
        for session in sessions.open_sessions(request.access.person)
    ]
    return render(request, "accounts/sessions/index.html", {"rows": rows})


@signed_in
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    own = UserSession.objects.filter(user=request.access.person)
    session = get_object_or_404(
        own.exclude(session_key=request.session.session_key or ""), pk=pk
    )
    sessions.end_sessions([session])
    messages.success(request, "Signed out there.")
    return redirect("accounts:session_index")


@signed_in
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    sessions.end_others(person=request.access.person, here=request.session)
    messages.success(request, "Signed out everywhere but here.")
    return redirect("accounts:session_index")
