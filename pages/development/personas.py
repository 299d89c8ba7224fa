"""One click signs in as somebody, the second factor included."""

from dataclasses import dataclass

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.bylines import Byline, plain_byline
from accounts.models import User
from pages.development.doors import development_only
from pages.sample import loading

VISITOR = "visitor"
WHAT = {
    VISITOR: ("Visitor", "Not signed in. Reads what is public."),
    "new": ("New", "Joined yesterday, has no window. A first post and a story wait."),
    "member": ("Member", "A window is open, by another grant than a cohort's."),
    "graduate": ("Graduate", "A window of twelve months is open. No story told yet."),
    "ending": ("Graduate, 7 days left", "The window closes in seven days."),
    "expired": ("Expired", "The window ended yesterday. Own posts and story stay."),
    "restricted": ("Restricted", "May read and not write for ten more days."),
    "moderator": ("Moderator", "Has the queue, with its second factor."),
    "organiser": ("Organiser", "Runs the place, with its second factor."),
    "mentor": ("Mentor", "Reviews and answers, with its second factor."),
    "former": ("Former member", "Has left: the words stay, the name does not."),
}


@dataclass(frozen=True)
class Persona:
    key: str
    label: str
    sentence: str
    byline: Byline | None = None
    can_enter: bool = True


@require_safe
@development_only
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/development/personas.html", {"personas": personas()})


def personas() -> list[Persona]:
    """Those of the sample community that this database holds, and the visitor."""
    handles = _handles()
    people = {
        user.handle: user for user in User.objects.filter(handle__in=handles.values())
    }
    found = [Persona(VISITOR, *WHAT[VISITOR])]
    for key, handle in handles.items():
        if user := people.get(handle):
            byline = plain_byline(user)
            found.append(Persona(key, *WHAT[key], byline, user.is_active))
    return sorted(found, key=lambda persona: list(WHAT).index(persona.key))


def _handles() -> dict[str, str]:
    """Handles of the sample's personas by key."""
    return {
        person.persona: person.handle for person in loading.people() if person.persona
    }


@require_POST
@development_only
def enter(request: HttpRequest, key: str) -> HttpResponse:
    logout(request)
    if key == VISITOR:
        return redirect("pages:home_index")
    handle = _handles().get(key)
    user = User.objects.filter(handle=handle, is_active=True).first()
    if user is None:
        raise Http404("There is no such persona in this database.")
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, user, method="password")
    factor = Authenticator.objects.filter(user=user).first()
    if factor is not None:
        record_authentication(
            request, user, method="mfa", id=factor.pk, type=factor.type
        )
    return redirect("pages:home_index")
